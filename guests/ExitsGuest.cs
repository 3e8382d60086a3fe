using System;
using System.Runtime;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>One exit of every kind, each result checked. The result is the number of the check that failed.</summary>
internal static unsafe class ExitsGuest
{
    private const ushort TestPort = 0x510;
    private const ushort NobodysPort = 0x600;
    private const uint TestMsr = 0x4b56_4d00;
    private const uint NobodysMsr = 0x4b56_4dff;
    private const ulong EchoService = 0x4000;
    private const byte WakeVector = 0x40;
    private const int Items = 5;

    [RuntimeExport("guest_exits")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: the loader put the parameters where it says; all buffers are on the stack and as long as they are said to be.
        var result = Ports();
        result = result != 0 ? result : Strings();
        result = result != 0 ? result : Msrs();
        result = result != 0 ? result : Calls();
        return result != 0 ? result : Device(parameters->UnmappedAddress);
    }

    private static uint Ports()
    {
        Port.Write(TestPort, (byte)0x5a);
        if (Port.Read(TestPort) != 0xa5)
        {
            return SerialText.Fail(1, "IN and OUT of 8 bits"u8);
        }

        Port.Write(TestPort + 1, (ushort)0x1234);
        if (GuestCalls.In16(TestPort + 1) != 0xedcb)
        {
            return SerialText.Fail(2, "IN and OUT of 16 bits"u8);
        }

        Port.Write(TestPort + 2, 0x1234_5678U);
        if (GuestCalls.In32(TestPort + 2) != 0xedcb_a987)
        {
            return SerialText.Fail(3, "IN and OUT of 32 bits"u8);
        }

        return GuestCalls.In32(NobodysPort) == uint.MaxValue ? 0 : SerialText.Fail(4, "a port that nobody has reads all ones"u8);
    }

    private static uint Strings()
    {
        var bytes = stackalloc byte[Items];
        var words = stackalloc ushort[Items];
        var doubles = stackalloc uint[Items];
        for (var i = 0; i < Items; i++)
        {
            bytes[i] = (byte)(0x20 + i);
            words[i] = (ushort)(0x2020 + i);
            doubles[i] = 0x2020_2020U + (uint)i;
        }

        GuestCalls.Outs8(TestPort + 3, bytes, Items);
        GuestCalls.Outs16(TestPort + 4, words, Items);
        GuestCalls.Outs32(TestPort + 5, doubles, Items);
        GuestCalls.Ins8(TestPort + 3, bytes, Items);
        GuestCalls.Ins16(TestPort + 4, words, Items);
        GuestCalls.Ins32(TestPort + 5, doubles, Items);
        for (var i = 0; i < Items; i++)
        {
            if (bytes[i] != 0xdb)
            {
                return SerialText.Fail(5, "OUTS and INS of 8 bits"u8);
            }

            if (words[i] != 0xdfdb)
            {
                return SerialText.Fail(6, "OUTS and INS of 16 bits"u8);
            }

            if (doubles[i] != 0xdfdf_dfdb)
            {
                return SerialText.Fail(7, "OUTS and INS of 32 bits"u8);
            }
        }

        return 0;
    }

    private static uint Msrs()
    {
        const ulong Value = 0x0123_4567_89ab_cdef;
        var vp = GuestCalls.VpData();
        if (GuestCalls.Try(Operation.WriteMsr, TestMsr, Value) == 0 || GuestCalls.Try(Operation.ReadMsr, TestMsr, 0) == 0 || vp->Value != Value)
        {
            return SerialText.Fail(8, "a test MSR reads back what was written"u8);
        }

        if (GuestCalls.Try(Operation.ReadMsr, NobodysMsr, 0) != 0 || vp->Vector != 13 || GuestCalls.Try(Operation.WriteMsr, NobodysMsr, 0) != 0 || vp->Vector != 13)
        {
            return SerialText.Fail(9, "an MSR that nobody has raises #GP"u8);
        }

        return GuestCalls.Try(Operation.Undefined, 0, 0) == 0 && vp->Vector == 6 ? 0 : SerialText.Fail(10, "UD2 raises #UD"u8);
    }

    private static uint Calls()
    {
        var leaf = stackalloc uint[4];
        Cpuid.Query(0x4000_0000, 0, leaf);
        // "SidecarGuest".
        if (leaf[1] != 0x6564_6953 || leaf[2] != 0x4772_6163 || leaf[3] != 0x7473_6575)
        {
            return SerialText.Fail(11, "CPUID names the VMM"u8);
        }

        Cpuid.Query(1, 0, leaf);
        if ((leaf[2] & 0x8000_0000) == 0)
        {
            return SerialText.Fail(12, "CPUID says that there is a hypervisor"u8);
        }

        if (GuestCalls.Hypercall(EchoService, 0x1111_2222_3333_4444, 0x4444_3333_2222_1111) != 0x5555_1111_1111_5555)
        {
            return SerialText.Fail(13, "hypercall"u8);
        }

        if (GuestCalls.Hypercall(0x7fff, 0, 0) != 2)
        {
            return SerialText.Fail(14, "an unknown hypercall gets HV_STATUS_INVALID_HYPERCALL_CODE"u8);
        }

        // The VMM takes the #BP if it asked for it, and says so in RAX; else it is the guest's.
        var vp = GuestCalls.VpData();
        if (GuestCalls.Breakpoint(100) + vp->Counts[3] != 101)
        {
            return SerialText.Fail(15, "INT3 is seen once"u8);
        }

        GuestCalls.Halt();
        return vp->Counts[WakeVector] == 1 ? 0 : SerialText.Fail(16, "an interrupt wakes from HLT, once"u8);
    }

    /// <summary>The results from 32 on: 32 and the number of the form (DeviceForms.asm).</summary>
    private static uint Device(ulong address)
    {
        const uint FirstForm = 32;
        var buffer = stackalloc ulong[4];
        var form = (uint)GuestCalls.DeviceForms(GuestMemory.Window + address, buffer);
        return form == 0 ? 0 : SerialText.Fail(FirstForm + form, "an instruction with an operand in the device"u8);
    }
}
