using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.Registers;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Devices;

/// <summary>The devices that the VMM emulates for each VP of a guest (docs/guests.md, "Devices").</summary>
public static class GuestDevices
{
    /// <summary>First of the test MSRs.</summary>
    public const uint FirstMsr = 0x4b56_4d00;

    /// <summary>Number of test MSRs, test ports, latches.</summary>
    public const int Count = 16;

    /// <summary>Bytes of the test device in memory.</summary>
    public const int LatchBytes = Count * sizeof(ulong);

    private const ushort Serial = 0x3f8;
    private const ushort SerialStatus = Serial + 5;
    private const ushort SerialEnd = Serial + 7;
    private const ushort End = 0xf4;
    private const ushort FirstPort = 0x510;

    /// <summary>16550: transmitter and its holding register empty.</summary>
    private const uint TransmitterReady = 0x60;

    /// <summary>IN. More bits than the instruction takes may come back.</summary>
    public static uint ReadPort(in GuestState guest, ushort port) => port switch
    {
        SerialStatus => TransmitterReady,
        >= Serial and <= SerialEnd => 0,
        >= FirstPort and < FirstPort + Count => ~guest.Ports[port - FirstPort],
        _ => uint.MaxValue,
    };

    /// <summary>OUT.</summary>
    public static void WritePort<TVp>(ref TVp vp, ushort port, uint value, int size)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        value &= (uint)GuestCpu.Mask(size);
        switch (port)
        {
            case Serial:
                WriteSerial(ref vp, (byte)value);
                break;

            case End:
                guest.Result = value;
                guest.Phase = GuestPhase.Ended;
                break;

            case >= FirstPort and < FirstPort + Count:
                guest.Ports[port - FirstPort] = value;
                break;
        }
    }

    /// <summary>Reads the test device in memory. False when the address is not its.</summary>
    public static bool TryReadLatch(ref GuestState guest, ulong offset, int size, out ulong value)
    {
        value = 0;
        if (offset > (ulong)(LatchBytes - size))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        MemoryMarshal.AsBytes((Span<ulong>)guest.Latches).Slice((int)offset, size).CopyTo(bytes);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return true;
    }

    /// <summary>Writes the test device in memory. False when the address is not its.</summary>
    public static bool TryWriteLatch(ref GuestState guest, ulong offset, ulong value, int size)
    {
        if (offset > (ulong)(LatchBytes - size))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(MemoryMarshal.AsBytes((Span<ulong>)guest.Latches)[(int)offset..]);
        return true;
    }

    /// <summary>Prints what there is of a line that the guest has not ended.</summary>
    public static void Flush<TVp>(ref TVp vp)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        if (guest.LineLength == 0)
        {
            return;
        }

        var text = new Utf8Writer(stackalloc byte[GuestState.LineCapacity + 32]);
        text.Write("  guest "u8);
        text.WriteDecimal(vp.Index);
        text.Write(": "u8);
        text.Write(((ReadOnlySpan<byte>)guest.Line)[..guest.LineLength]);
        vp.PrintLine(text.Written);
        guest.LineLength = 0;
        guest.Lines++;
    }

    /// <summary>A character. What a terminal could take for a command is not passed on.</summary>
    private static void WriteSerial<TVp>(ref TVp vp, byte character)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        if (character == (byte)'\n' || guest.LineLength == GuestState.LineCapacity)
        {
            Flush(ref vp);
        }

        if (character is not ((byte)'\n' or (byte)'\r'))
        {
            guest.Line[guest.LineLength++] = character is >= (byte)' ' and < 0x7f ? character : (byte)'?';
        }
    }
}
