using System.IO;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Commands;
using Sidecar.Cli.Project;
using Sidecar.Qemu.Tests.Machine;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary><c>./sidecar run --host linux</c> with a scenario of the VMM's.</summary>
internal static class LinuxRun
{
    /// <summary>Plays a scenario, which has to pass. Returns what the command line said.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="more">More flags.</param>
    public static async Task<string> PassesAsync(string scenario, params string[] more)
    {
        using var slot = await QemuBoots.EnterAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await SidecarCommandLine.RunAsync(["run", "--no-build", "--host", "linux", "--accel", "tcg", "--scenario", scenario, .. more], output, error);
        exitCode.ShouldBe(ExitCode.Passed, $"{output}\n{error}");
        return output.ToString();
    }
}
