using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Devices;
using Sidecar.Vmm.Instructions;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.Registers;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Exits;

/// <summary>IN, OUT, INS, OUTS.</summary>
public static class PortExits
{
    /// <summary>Elements of a repeated string instruction that are carried out at one exit; the guest comes back with the rest.</summary>
    private const ulong MaxElements = 4096;

    private const int MaxElementSize = sizeof(uint);

    private const int DirectionFlag = 10;

    /// <summary>Carries the instruction out. False when a command that it takes was refused.</summary>
    public static bool Handle<TVp>(ref TVp vp, in HvX64IoPortInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        var size = message.AccessInfo.AccessSize;
        if (size is not (1 or 2 or 4))
        {
            return GuestExits.GiveUp(ref guest, GuestProblem.UnknownInstruction);
        }

        var isWrite = message.Header.InterceptAccessType == HvInterceptAccessType.WRITE;
        if (message.AccessInfo.StringOp)
        {
            guest.Exits[(int)GuestExitKind.PortString]++;
            return String(ref vp, in message, size, isWrite);
        }

        guest.Exits[(int)GuestExitKind.Port]++;
        if (isWrite)
        {
            GuestDevices.WritePort(ref vp, message.PortNumber, (uint)message.Rax, size);
        }
        else
        {
            GuestCpu.Write(ref vp, CpuContextX64.RAX, GuestDevices.ReadPort(in guest, message.PortNumber), size);
        }

        return GuestCpu.Advance(ref vp, in message.Header);
    }

    private static bool String<TVp>(ref TVp vp, in HvX64IoPortInterceptMessage message, int size, bool isWrite)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref readonly var header = ref message.Header;
        var code = CodeSize.Of(in header);
        var prefixes = InstructionPrefixes.Read(((ReadOnlySpan<byte>)message.InstructionBytes)[..Math.Min((int)message.InstructionByteCount, 16)], code);
        var mask = GuestCpu.Mask(code.AddressBytes(prefixes.AddressSize));
        if (!TryFindBase(ref vp, in message, isWrite ? prefixes.Segment : (byte)0x26, code, out var segmentBase))
        {
            return false;
        }

        var register = isWrite ? CpuContextX64.RSI : CpuContextX64.RDI;
        var index = isWrite ? message.Rsi : message.Rdi;
        var left = message.AccessInfo.RepPrefix ? message.Rcx & mask : 1;
        var step = ((header.Rflags >> DirectionFlag) & 1) != 0 ? 0UL - (uint)size : (uint)size;
        Span<byte> element = stackalloc byte[MaxElementSize];
        HvRegisterAssoc fault = default;
        var hasFaulted = false;
        for (var done = 0UL; done < MaxElements && left != 0; done++)
        {
            var linear = segmentBase + (index & mask);
            linear &= code.IsLong ? ulong.MaxValue : uint.MaxValue;
            ref readonly var guest = ref vp.Guest;
            var value = isWrite ? 0 : GuestDevices.ReadPort(in guest, message.PortNumber);
            BinaryPrimitives.WriteUInt32LittleEndian(element, value);
            if (!GuestAddressSpace.TryCopy(ref vp, linear, element[..size], write: !isWrite, header.ExecutionState.Cpl == 3, out fault))
            {
                hasFaulted = true;
                break;
            }

            if (isWrite)
            {
                GuestDevices.WritePort(ref vp, message.PortNumber, BinaryPrimitives.ReadUInt32LittleEndian(element), size);
            }

            index = (index & ~mask) | ((index + step) & mask);
            left--;
        }

        ref var gps = ref vp.CommandPage.CpuContext.Gps;
        gps[register] = mask == uint.MaxValue ? index & mask : index;
        if (message.AccessInfo.RepPrefix)
        {
            gps[CpuContextX64.RCX] = mask == uint.MaxValue ? left : (message.Rcx & ~mask) | left;
        }

        return hasFaulted ? GuestCpu.Set(ref vp, fault)
            : (message.AccessInfo.RepPrefix && left != 0) || GuestCpu.Advance(ref vp, in header);
    }

    /// <summary>Base of the segment that a string instruction uses: in 64-bit code only FS and GS have one.</summary>
    private static bool TryFindBase<TVp>(ref TVp vp, in HvX64IoPortInterceptMessage message, byte prefix, CodeSize code, out ulong segmentBase)
        where TVp : struct, IGuestVp, allows ref struct
    {
        var (name, segment) = prefix switch
        {
            0x26 => (HvRegisterName.Es, message.EsSegment),
            0x2e => (HvRegisterName.Cs, message.Header.CsSegment),
            0x36 => (HvRegisterName.Ss, default),
            0x64 => (HvRegisterName.Fs, default),
            0x65 => (HvRegisterName.Gs, default),
            _ => (HvRegisterName.Ds, message.DsSegment),
        };
        segmentBase = segment.Base;
        if (code.IsLong && name is not (HvRegisterName.Fs or HvRegisterName.Gs))
        {
            segmentBase = 0;
            return true;
        }

        if (name is HvRegisterName.Es or HvRegisterName.Cs or HvRegisterName.Ds)
        {
            return true;
        }

        var isRead = GuestCpu.TryGet(ref vp, name, out var value);
        segmentBase = value.ToSegment().Base;
        return isRead;
    }
}
