using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Instructions;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Translation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>
/// An access to memory that VTL0 does not have, or may not touch that way. SVM says the physical address only; the linear one is looked for among what the instruction
/// accesses, and given when it leads to the page of the fault. One for the CPU's own accesses to page tables and descriptors is not given.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class MemoryMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong WriteFault = 1 << 1;
    private const ulong FetchFault = 1 << 4;
    private const ulong FaultOfTables = 1UL << 33;
    private const ulong PageMask = 0xfff;
    private const ulong TaskPriority = 0xf;

    /// <summary>What the access of a nested page fault was.</summary>
    /// <param name="information">Information 1 of the exit.</param>
    public static HvInterceptAccessType AccessOf(ulong information)
    {
        if ((information & FaultOfTables) == 0 && (information & FetchFault) != 0)
        {
            return HvInterceptAccessType.EXECUTE;
        }

        return (information & WriteFault) != 0 ? HvInterceptAccessType.WRITE : HvInterceptAccessType.READ;
    }

    /// <summary>Writes the message.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="message">The message.</param>
    /// <param name="isMemory">Whether there is RAM of the partition at the address.</param>
    public static void Write(VirtualProcessor* vp, HvMessage* message, bool isMemory)
    {
        var vmcb = vp->Vtl0.Vmcb;
        var access = AccessOf(vmcb->ExitInfo1);
        GuestInstruction instruction;
        GuestInstruction.Fetch<TMachine>(vp, &instruction);
        var memory = InterceptHeader.Begin<HvX64MemoryInterceptMessage>(
            vp,
            message,
            isMemory ? HvMessageType.HvMessageTypeGpaIntercept : HvMessageType.HvMessageTypeUnmappedGpa,
            access,
            instruction.Length);
        memory->CacheType = isMemory ? HvCacheType.HvCacheTypeWriteBack : HvCacheType.HvCacheTypeUncached;
        memory->InstructionByteCount = instruction.Count;
        Unsafe.CopyBlock(&memory->InstructionBytes, instruction.Bytes, GuestInstruction.MaxBytes);
        memory->TprPriority = (byte)(vmcb->VirtualInterrupt & TaskPriority);
        memory->GuestPhysicalAddress = vmcb->ExitInfo2;
        if ((vmcb->ExitInfo1 & FaultOfTables) == 0 && TryFindLinear(vp, &instruction, access, out var linear))
        {
            memory->GuestVirtualAddress = linear;
            memory->MemoryAccessInfo = new HvX64MemoryAccessInfo { GvaValid = true, GvaGpaValid = true };
        }
    }

    private static bool TryFindLinear(VirtualProcessor* vp, GuestInstruction* instruction, HvInterceptAccessType access, out ulong linear)
    {
        if (access == HvInterceptAccessType.EXECUTE)
        {
            var vmcb = vp->Vtl0.Vmcb;
            linear = CodeModes.Of(vmcb) == CodeMode.Bits64 ? vmcb->Rip : (uint)(vmcb->Cs.Base + vmcb->Rip);
            return LeadsToFault(vp, ref linear);
        }

        linear = 0;
        if (!instruction->IsDecoded)
        {
            return false;
        }

        // A string instruction that writes does so at its destination; everything else is at most one of the two.
        ref readonly var decoded = ref instruction->Decoded;
        var isWrite = access == HvInterceptAccessType.WRITE;
        return TryOperand(vp, decoded, isWrite ? decoded.Second : decoded.Operand, out linear)
            || TryOperand(vp, decoded, isWrite ? decoded.Operand : decoded.Second, out linear);
    }

    private static bool TryOperand(VirtualProcessor* vp, in Instruction instruction, in MemoryOperand operand, out ulong linear)
    {
        linear = 0;
        if (!operand.Exists)
        {
            return false;
        }

        linear = OperandAddress<TMachine>.Of(vp, Vtl.Vtl0, instruction, operand);
        return LeadsToFault(vp, ref linear);
    }

    /// <summary>Whether an access that begins at a linear address touches the page of the fault, in its first page or in the one behind; then the address is made that of the fault.</summary>
    private static bool LeadsToFault(VirtualProcessor* vp, ref ulong linear)
    {
        var fault = vp->Vtl0.Vmcb->ExitInfo2;
        var state = PagingState.Of(vp->Vtl0.Vmcb);
        var first = linear & ~PageMask;
        for (var page = 0; page < 2; page++)
        {
            var address = first + ((PageMask + 1) * (ulong)page);
            address = (state.Efer & Efer.Lma) != 0 ? address : (uint)address;
            var walk = PageWalk<TMachine>.Walk(vp->Partition, Vtl.Vtl0, state, address, WalkAccess.None);
            if (walk.Code == TranslateGvaResultCode.SUCCESS && ((walk.Address ^ fault) & ~PageMask) == 0)
            {
                linear = address | (fault & PageMask);
                return true;
            }
        }

        return false;
    }
}
