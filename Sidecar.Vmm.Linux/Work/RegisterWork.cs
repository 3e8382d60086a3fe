using System;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Registers of the guest's, more than one command takes, there and back.</summary>
internal static class RegisterWork
{
    /// <summary>More than one command takes.</summary>
    public const int Count = 40;

    /// <summary>Registers that take any canonical address, some of them on the command page and the others the hypervisor's. None that the guest of a few bytes minds.</summary>
    private static readonly HvRegisterName[] s_names =
    [
        HvRegisterName.Rbx, HvRegisterName.Rbp, HvRegisterName.Rsi, HvRegisterName.Rdi, HvRegisterName.R8, HvRegisterName.R9, HvRegisterName.R10, HvRegisterName.R11, HvRegisterName.R12, HvRegisterName.R13,
        HvRegisterName.R14, HvRegisterName.R15, HvRegisterName.Cr2, HvRegisterName.Lstar, HvRegisterName.KernelGsBase, HvRegisterName.SysenterEip,
    ];

    /// <summary>Writes random values, several to the same register, and reads them: what counts is the last.</summary>
    public static async Task ThereAndBackAsync(SidecarVp vp, Random random)
    {
        var written = new HvRegisterAssoc[Count];
        var names = new HvRegisterName[Count];
        var last = new ulong[s_names.Length];
        for (var index = 0; index < Count; index++)
        {
            var which = index % s_names.Length;
            last[which] = (ulong)random.NextInt64(1L << 46);
            names[index] = s_names[which];
            written[index] = HvRegisterAssoc.From(names[index], last[which]);
        }

        await vp.SetRegistersAsync(written);
        var read = new HvRegisterValue[Count];
        await vp.GetRegistersAsync(names, read);
        for (var index = 0; index < Count; index++)
        {
            var expected = last[index % s_names.Length];
            Steps.Expect(read[index].Low == expected, $"{vp}: {names[index]}, number {index} of {Count}, is 0x{read[index].Low:x} after 0x{expected:x} was written");
        }
    }
}
