using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Devices;
using Sidecar.Vmm.Instructions;
using Sidecar.Vmm.Registers;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Exits;

/// <summary>Accesses to memory that is not the guest's: the test device is emulated, everything else is caught and gets #GP.</summary>
public static class MemoryExits
{
    private const int MaxInstruction = 16;

    /// <summary>Deals with the access. False when a command that it takes was refused.</summary>
    public static bool Handle<TVp>(ref TVp vp, in HvX64MemoryInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        var offset = message.GuestPhysicalAddress - vp.DeviceAddress;
        if (message.Header.ExecutionState.InterruptionPending || message.Header.InterceptAccessType == HvInterceptAccessType.EXECUTE || vp.DeviceAddress == 0 || offset >= GuestDevices.LatchBytes)
        {
            guest.Exits[(int)GuestExitKind.Caught]++;
            guest.LastCaught = message.GuestPhysicalAddress;
            return Catch(ref vp, in message);
        }

        guest.Exits[(int)GuestExitKind.Device]++;
        Span<byte> code = stackalloc byte[MaxInstruction];
        var length = Math.Min((int)message.InstructionByteCount, MaxInstruction);
        ((ReadOnlySpan<byte>)message.InstructionBytes)[..length].CopyTo(code);
        if (!MemoryInstruction.TryDecode(code[..length], CodeSize.Of(in message.Header), out var instruction))
        {
            return GuestExits.GiveUp(ref guest, GuestProblem.UnknownInstruction);
        }

        return instruction.Operation >= MemoryOperation.Store
            ? DeviceStrings.Execute(ref vp, in message, in instruction, offset)
            : Execute(ref vp, in message, in instruction, offset);
    }

    /// <summary>
    /// #GP for the guest, or what that becomes where the access was part of another exception's delivery: a stack or an interrupt table out of its reach is no #GP without end.
    /// </summary>
    private static bool Catch<TVp>(ref TVp vp, in HvX64MemoryInterceptMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        var vector = ExceptionVector.GENERAL_PROTECTION_FAULT;
        if (message.Header.ExecutionState.InterruptionPending)
        {
            if (!GuestCpu.TryGet(ref vp, HvRegisterName.PendingInterruption, out var value))
            {
                return false;
            }

            var interrupted = new HvX64PendingInterruptionRegister { Raw = value.Low };
            if (interrupted.InterruptionType == HvX64PendingInterruptionType.HV_X64_PENDING_EXCEPTION
                && !NestedException.TryCombine((ExceptionVector)interrupted.InterruptionVector, vector, out vector))
            {
                return GuestExits.TripleFault(ref vp.Guest);
            }

            // It would be delivered before the exception, and fault again.
            if (!GuestCpu.Set(ref vp, HvRegisterAssoc.From(HvRegisterName.PendingInterruption, 0)))
            {
                return false;
            }
        }

        return GuestCpu.Set(ref vp, GuestEvents.Exception(vector, 0));
    }

    /// <summary>An instruction with one operand in the device, the other in a register or in the instruction.</summary>
    private static bool Execute<TVp>(ref TVp vp, in HvX64MemoryInterceptMessage message, in MemoryInstruction instruction, ulong offset)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        var size = instruction.Size;
        if (!GuestDevices.TryReadLatch(ref guest, offset, size, out var memory))
        {
            memory = ulong.MaxValue;
        }

        var other = instruction.HasImmediate ? instruction.Immediate : ReadRegister(ref vp, in instruction);
        var flags = message.Header.Rflags;
        switch (instruction.Operation)
        {
            case MemoryOperation.Move when instruction.ToRegister:
                WriteRegister(ref vp, in instruction, instruction.IsSigned ? SignExtend(memory, size) : memory);
                break;

            case MemoryOperation.Move:
                GuestDevices.TryWriteLatch(ref guest, offset, other, size);
                break;

            case MemoryOperation.Exchange:
                GuestDevices.TryWriteLatch(ref guest, offset, other, size);
                WriteRegister(ref vp, in instruction, memory);
                break;

            default:
                var (left, right) = instruction.ToRegister ? (other, memory) : (memory, other);
                var result = Arithmetic.Compute(instruction.Operation, left, right, size, ref flags);
                if (instruction.Operation is not (MemoryOperation.Cmp or MemoryOperation.Test))
                {
                    if (instruction.ToRegister)
                    {
                        WriteRegister(ref vp, in instruction, result);
                    }
                    else
                    {
                        GuestDevices.TryWriteLatch(ref guest, offset, result, size);
                    }
                }

                break;
        }

        return (flags == message.Header.Rflags || GuestCpu.SetFlags(ref vp, flags))
            && GuestCpu.Advance(ref vp, in message.Header, instruction.Length);
    }

    private static ulong ReadRegister<TVp>(ref TVp vp, in MemoryInstruction instruction)
        where TVp : struct, IGuestVp, allows ref struct
        => GuestCpu.Read(ref vp, instruction.Register) >> (instruction.IsHighByte ? 8 : 0);

    private static void WriteRegister<TVp>(ref TVp vp, in MemoryInstruction instruction, ulong value)
        where TVp : struct, IGuestVp, allows ref struct
    {
        if (instruction.IsHighByte)
        {
            ref var register = ref vp.CommandPage.CpuContext.Gps[instruction.Register];
            register = (register & ~0xff00UL) | ((value & 0xff) << 8);
            return;
        }

        GuestCpu.Write(ref vp, instruction.Register, value, instruction.RegisterSize);
    }

    private static ulong SignExtend(ulong value, int size) => (ulong)((long)(value << (64 - (8 * size))) >> (64 - (8 * size)));
}
