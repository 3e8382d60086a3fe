using System;
using System.Buffers.Binary;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>IN, OUT, INS, OUTS.</summary>
public static class PortExits
{
    /// <summary>Elements of a repeated string instruction that are carried out at one exit; the guest comes back with the rest.</summary>
    private const ulong MaxElements = 4096;

    private const int MaxElementSize = sizeof(uint);

    private const int DirectionFlag = 10;

    /// <summary>Carries the instruction out. False when a command that it takes was refused.</summary>
    public static bool Handle<THost>(ref Session<THost> session, uint vp, in HvX64IoPortInterceptMessage message)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        var size = message.AccessInfo.AccessSize;
        if (size is not (1 or 2 or 4))
        {
            return GuestExits.GiveUp(ref guest, GuestProblem.UnknownInstruction);
        }

        var isWrite = message.Header.InterceptAccessType == HvInterceptAccessType.WRITE;
        if (message.AccessInfo.StringOp)
        {
            guest.Exits[(int)GuestExitKind.PortString]++;
            return String(ref session, vp, in message, size, isWrite);
        }

        guest.Exits[(int)GuestExitKind.Port]++;
        if (isWrite)
        {
            GuestDevices.WritePort(ref session, vp, message.PortNumber, (uint)message.Rax, size);
        }
        else
        {
            GuestCpu.Write(ref session, vp, CpuContextX64.RAX, GuestDevices.ReadPort(in guest, message.PortNumber), size);
        }

        return GuestCpu.Advance(ref session, vp, in message.Header);
    }

    private static bool String<THost>(ref Session<THost> session, uint vp, in HvX64IoPortInterceptMessage message, int size, bool isWrite)
        where THost : struct, IMonitorHost
    {
        ref readonly var header = ref message.Header;
        var code = CodeSize.Of(in header);
        var prefixes = InstructionPrefixes.Read(((ReadOnlySpan<byte>)message.InstructionBytes)[..Math.Min((int)message.InstructionByteCount, 16)], code);
        var mask = GuestCpu.Mask(code.AddressBytes(prefixes.AddressSize));
        if (!TryFindBase(ref session, vp, in message, isWrite ? prefixes.Segment : (byte)0x26, code, out var segmentBase))
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
            ref readonly var guest = ref session.GuestOf(vp);
            var value = isWrite ? 0 : GuestDevices.ReadPort(in guest, message.PortNumber);
            BinaryPrimitives.WriteUInt32LittleEndian(element, value);
            if (!GuestAddressSpace.TryCopy(ref session, vp, linear, element[..size], write: !isWrite, header.ExecutionState.Cpl == 3, out fault))
            {
                hasFaulted = true;
                break;
            }

            if (isWrite)
            {
                GuestDevices.WritePort(ref session, vp, message.PortNumber, BinaryPrimitives.ReadUInt32LittleEndian(element), size);
            }

            index = (index & ~mask) | ((index + step) & mask);
            left--;
        }

        ref var gps = ref session.PageOf(vp).CpuContext.Gps;
        gps[register] = mask == uint.MaxValue ? index & mask : index;
        if (message.AccessInfo.RepPrefix)
        {
            gps[CpuContextX64.RCX] = mask == uint.MaxValue ? left : (message.Rcx & ~mask) | left;
        }

        return hasFaulted ? GuestCpu.Set(ref session, vp, fault)
            : (message.AccessInfo.RepPrefix && left != 0) || GuestCpu.Advance(ref session, vp, in header);
    }

    /// <summary>Base of the segment that a string instruction uses: in 64-bit code only FS and GS have one.</summary>
    private static bool TryFindBase<THost>(
        ref Session<THost> session, uint vp, in HvX64IoPortInterceptMessage message, byte prefix, CodeSize code, out ulong segmentBase)
        where THost : struct, IMonitorHost
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

        var isRead = GuestCpu.TryGet(ref session, vp, name, out var value);
        segmentBase = value.ToSegment().Base;
        return isRead;
    }
}
