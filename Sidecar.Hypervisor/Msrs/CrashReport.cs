using System;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Msrs;

/// <summary>Says on the console that VTL2 has reported a crash (TLFS, "Guest crash enlightenment"). What VTL2 gives is only ever printed.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class CrashReport<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const int Parameters = 5;
    private const int MessageAddress = 3;
    private const int MessageLength = 4;
    private const ulong LongestMessage = 240;
    private const ulong PageSize = 0x1000;

    /// <summary>One line with P0 to P4, and one with the message if there is one.</summary>
    public static void Print(Partition* partition, GuestCrashCtl control)
    {
        var text = new Utf8Writer(stackalloc byte[200]);
        text.Write("hypervisor: VTL2 reports a crash:"u8);
        for (var i = 0; i < Parameters; i++)
        {
            text.Write((byte)' ');
            text.WriteHex(partition->Crash[i]);
        }

        text.Write("\r\n"u8);
        TMachine.Print(text.Written);
        if (control.CrashMessage)
        {
            PrintMessage(partition, partition->Crash[MessageAddress], partition->Crash[MessageLength]);
        }
    }

    private static void PrintMessage(Partition* partition, ulong address, ulong length)
    {
        length = Math.Min(Math.Min(length, LongestMessage), PageSize - (address % PageSize));
        var bytes = PartitionMemory<TMachine>.TryMap(partition, address, length);
        if (bytes == null || length == 0)
        {
            return;
        }

        var text = new Utf8Writer(stackalloc byte[300]);
        text.Write("hypervisor: its message: "u8);
        for (var i = 0UL; i < length; i++)
        {
            // SAFETY: inside the run that was checked; the byte is read once.
            var character = bytes[i];
            text.Write(character is >= 0x20 and < 0x7f ? character : (byte)'.');
        }

        text.Write("\r\n"u8);
        TMachine.Print(text.Written);
    }
}
