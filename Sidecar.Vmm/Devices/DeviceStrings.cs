using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Instructions;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.Registers;

namespace Sidecar.Vmm.Devices;

/// <summary>STOS, LODS and MOVS on the test device in memory: one element an exit. A repeated one comes back for the next.</summary>
public static class DeviceStrings
{
    private const int DirectionFlag = 10;

    /// <summary>Carries out one element. False when a command that it takes was refused.</summary>
    public static bool Execute<TVp>(ref TVp vp, in HvX64MemoryInterceptMessage message, in MemoryInstruction instruction, ulong offset)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        ref var gps = ref vp.CommandPage.CpuContext.Gps;
        var mask = GuestCpu.Mask(instruction.AddressBytes);
        if (instruction.IsRepeated && (gps[CpuContextX64.RCX] & mask) == 0)
        {
            return GuestCpu.Advance(ref vp, in message.Header, instruction.Length);
        }

        var size = instruction.Size;
        switch (instruction.Operation)
        {
            case MemoryOperation.Store:
                GuestDevices.TryWriteLatch(ref guest, offset, gps[CpuContextX64.RAX], size);
                break;

            case MemoryOperation.Load:
                if (!GuestDevices.TryReadLatch(ref guest, offset, size, out var loaded))
                {
                    loaded = ulong.MaxValue;
                }

                GuestCpu.Write(ref vp, CpuContextX64.RAX, loaded, size);
                break;

            default:
                if (!TryCopyElement(ref vp, in message, in instruction, offset, out var fault))
                {
                    return GuestCpu.Set(ref vp, fault);
                }

                break;
        }

        var step = ((message.Header.Rflags >> DirectionFlag) & 1) != 0 ? 0UL - (uint)size : (uint)size;
        if (instruction.Operation != MemoryOperation.Load)
        {
            Step(ref gps[CpuContextX64.RDI], step, instruction.AddressBytes);
        }

        if (instruction.Operation != MemoryOperation.Store)
        {
            Step(ref gps[CpuContextX64.RSI], step, instruction.AddressBytes);
        }

        if (instruction.IsRepeated)
        {
            Step(ref gps[CpuContextX64.RCX], ulong.MaxValue, instruction.AddressBytes);
            if ((gps[CpuContextX64.RCX] & mask) != 0)
            {
                return true;
            }
        }

        return GuestCpu.Advance(ref vp, in message.Header, instruction.Length);
    }

    /// <summary>MOVS: one end is the device, the other the guest's memory or the device too.</summary>
    private static bool TryCopyElement<TVp>(ref TVp vp, in HvX64MemoryInterceptMessage message, in MemoryInstruction instruction, ulong offset, out HvRegisterAssoc fault)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        ref var gps = ref vp.CommandPage.CpuContext.Gps;
        var isUser = message.Header.ExecutionState.Cpl == 3;
        var mask = GuestCpu.Mask(instruction.AddressBytes);
        var toDevice = message.Header.InterceptAccessType == HvInterceptAccessType.WRITE;
        var code = CodeSize.Of(in message.Header);
        fault = default;
        if (!TryBase(ref vp, toDevice ? SourceSegment(instruction.Segment) : HvRegisterName.Es, code, out var segmentBase))
        {
            return false;
        }

        var linear = segmentBase + (gps[toDevice ? CpuContextX64.RSI : CpuContextX64.RDI] & mask);
        Span<byte> element = stackalloc byte[sizeof(ulong)];
        element.Clear();
        if (toDevice)
        {
            if (!GuestAddressSpace.TryCopy(ref vp, linear, element[..instruction.Size], write: false, isUser, out fault))
            {
                return false;
            }

            GuestDevices.TryWriteLatch(ref guest, offset, BinaryPrimitives.ReadUInt64LittleEndian(element), instruction.Size);
            return true;
        }

        if (!GuestDevices.TryReadLatch(ref guest, offset, instruction.Size, out var value))
        {
            value = ulong.MaxValue;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(element, value);
        return GuestAddressSpace.TryCopy(ref vp, linear, element[..instruction.Size], write: true, isUser, out fault);
    }

    private static HvRegisterName SourceSegment(byte prefix) => prefix switch
    {
        0x26 => HvRegisterName.Es,
        0x2e => HvRegisterName.Cs,
        0x36 => HvRegisterName.Ss,
        0x64 => HvRegisterName.Fs,
        0x65 => HvRegisterName.Gs,
        _ => HvRegisterName.Ds,
    };

    private static bool TryBase<TVp>(ref TVp vp, HvRegisterName segment, CodeSize code, out ulong segmentBase)
        where TVp : struct, IGuestVp, allows ref struct
    {
        segmentBase = 0;
        if (code.IsLong && segment is not (HvRegisterName.Fs or HvRegisterName.Gs))
        {
            return true;
        }

        var isRead = GuestCpu.TryGet(ref vp, segment, out var value);
        segmentBase = value.ToSegment().Base;
        return isRead;
    }

    /// <summary>Changes an index or a count by its lower part: 32 bits clear the rest, 16 leave it.</summary>
    private static void Step(ref ulong register, ulong step, int bytes)
    {
        var mask = GuestCpu.Mask(bytes);
        register = bytes == sizeof(ushort) ? (register & ~mask) | ((register + step) & mask) : (register + step) & mask;
    }
}
