using System.IO;
using System.Linq;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Qemu;

/// <summary>Finds OVMF, wherever the distribution has put it.</summary>
public static class UefiFirmware
{
    // Debian 12 has both; Debian 13 and Ubuntu from 24.04 only the 4 MB flavour.
    private static readonly (string Code, string Variables)[] Candidates =
    [
        ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
        ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ];

    /// <summary>OVMF with a variable store of the run's own: firmware writes into it, and runs side by side must not share it.</summary>
    /// <param name="variables">Where the copy goes.</param>
    /// <exception cref="CliException">OVMF is not there.</exception>
    public static UefiFiles Prepare(string variables)
    {
        var found = Candidates.FirstOrDefault(candidate => File.Exists(candidate.Code) && File.Exists(candidate.Variables));
        if (found.Code is null)
        {
            throw new CliException("no OVMF in /usr/share/OVMF: install the package ovmf for --firmware uefi");
        }

        File.Copy(found.Variables, variables, overwrite: true);
        File.SetUnixFileMode(variables, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new(found.Code, variables);
    }
}
