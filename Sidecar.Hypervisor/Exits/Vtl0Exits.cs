using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Instructions;
using Sidecar.Hypervisor.Intercepts;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Exits;

/// <summary>Exits of VTL0: almost all become messages to VTL2. Events have seen the exit before (<see cref="Events{TMachine}.AfterExit"/>).</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Vtl0Exits<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte InvalidOpcode = 6;
    private const byte GeneralProtection = 13;
    private const ulong Halted = 2;
    private const ulong PageMask = 0xfff;

    /// <summary>Handles the exit that VTL0's VMCB describes.</summary>
    /// <param name="vp">The VP, VTL0 active.</param>
    /// <param name="message">Written when the outcome is <see cref="ExitOutcome.Intercept"/>.</param>
    public static ExitOutcome Handle(VirtualProcessor* vp, HvMessage* message)
    {
        var code = vp->Vtl0.Vmcb->ExitCode;
        if ((uint)code == uint.MaxValue)
        {
            // Some CPUs store 32 bits only.
            PlainMessages.WriteInvalidRegister(vp, message);
            return ExitOutcome.Intercept;
        }

        if (code - ExitCode.Exception0 < 32)
        {
            return HandleException(vp, message, (byte)(code - ExitCode.Exception0));
        }

        switch (code)
        {
            case ExitCode.Interrupt or ExitCode.Nmi or ExitCode.Smi or ExitCode.Init:
                // They stay pending, and VTL2 takes them.
                return ExitOutcome.Interrupt;

            case ExitCode.VirtualInterrupt:
                PlainMessages.WriteDeliverable(vp, message, HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT);
                return ExitOutcome.Intercept;

            case ExitCode.Cpuid:
                CpuidMessage<TMachine>.Write(vp, message);
                return ExitOutcome.Intercept;

            case ExitCode.IoPort:
                PortMessage<TMachine>.Write(vp, message);
                return ExitOutcome.Intercept;

            case ExitCode.Msr:
                return HandleMsr(vp, message);

            case ExitCode.Hlt:
                var length = GuestInstruction.LengthOf<TMachine>(vp, 1);
                Advance(vp->Vtl0.Vmcb, length);
                vp->Vtl0.Activity |= Halted;
                PlainMessages.WriteHalt(vp, message, length);
                return ExitOutcome.Intercept;

            case ExitCode.Vmmcall:
                return HandleCall(vp, message);

            case ExitCode.NestedPageFault:
                return HandlePageFault(vp, message);

            case ExitCode.Iret:
                NmiMask.OnIret(&vp->Vtl0);
                return ExitOutcome.Resume;

            case ExitCode.Invd:
                // It would throw away what others wrote.
                Advance(vp->Vtl0.Vmcb, GuestInstruction.LengthOf<TMachine>(vp, 2));
                return ExitOutcome.Resume;

            case ExitCode.Rdpmc:
                Raise(vp->Vtl0.Vmcb, GeneralProtection, hasErrorCode: true, 0);
                return ExitOutcome.Resume;

            case ExitCode.Vmrun or ExitCode.Vmload or ExitCode.Vmsave or ExitCode.Stgi or ExitCode.Clgi or ExitCode.Skinit or ExitCode.Invlpga or ExitCode.Rsm:
            case ExitCode.Monitor or ExitCode.Mwait or ExitCode.MwaitArmed:
                Raise(vp->Vtl0.Vmcb, InvalidOpcode, hasErrorCode: false, 0);
                return ExitOutcome.Resume;

            default:
                // Triple fault; or an exit that nothing asked for, after which VTL0 cannot go on either.
                PlainMessages.WriteUnrecoverable(vp, message);
                return ExitOutcome.Intercept;
        }
    }

    private static ExitOutcome HandleException(VirtualProcessor* vp, HvMessage* message, byte vector)
    {
        if (vector == ExceptionVectors.Debug && NmiMask.IsOfStep(&vp->Vtl0))
        {
            return ExitOutcome.Resume;
        }

        if (((vp->WantedExceptions >> vector) & 1) != 0)
        {
            ExceptionMessage<TMachine>.Write(vp, message, vector);
            return ExitOutcome.Intercept;
        }

        // One that is intercepted for the hypervisor's sake, or that VTL2 has lost interest in meanwhile.
        var vmcb = vp->Vtl0.Vmcb;
        if (!ExceptionVectors.Contains(vector))
        {
            PlainMessages.WriteUnrecoverable(vp, message);
            return ExitOutcome.Intercept;
        }

        if (vector == ExceptionVectors.PageFault)
        {
            vmcb->Cr2 = vmcb->ExitInfo2;
        }

        if (vector is ExceptionVectors.Breakpoint or ExceptionVectors.Overflow)
        {
            // These are delivered behind their instruction.
            Advance(vmcb, GuestInstruction.LengthOf<TMachine>(vp, 1));
        }

        Raise(vmcb, vector, ExceptionMessage<TMachine>.HasErrorCode(vector), (uint)vmcb->ExitInfo1);
        return ExitOutcome.Resume;
    }

    private static ExitOutcome HandleMsr(VirtualProcessor* vp, HvMessage* message)
    {
        var name = Vtl0Msrs<TMachine>.RegisterFor((uint)vp->Gprs[1]);
        if (name == 0)
        {
            MsrMessage<TMachine>.Write(vp, message);
            return ExitOutcome.Intercept;
        }

        // Before the register is written: it may change how the bytes are found.
        var length = GuestInstruction.LengthOf<TMachine>(vp, 2);
        if ((vp->Vtl0.Vmcb->ExitInfo1 & 1) == 0 ? Vtl0Msrs<TMachine>.TryRead(vp, name) : Vtl0Msrs<TMachine>.TryWrite(vp, name))
        {
            Advance(vp->Vtl0.Vmcb, length);
        }
        else
        {
            Raise(vp->Vtl0.Vmcb, GeneralProtection, hasErrorCode: true, 0);
        }

        return ExitOutcome.Resume;
    }

    private static ExitOutcome HandleCall(VirtualProcessor* vp, HvMessage* message)
    {
        var vmcb = vp->Vtl0.Vmcb;
        var control = new Control { Raw = vp->Gprs[1] };
        if (control.Code == HypercallCode.HvCallVtlCall && vmcb->Cpl == 0 && CodeModes.Of(vmcb) == CodeMode.Bits64)
        {
            Advance(vmcb, GuestInstruction.LengthOf<TMachine>(vp, 3));
            return ExitOutcome.VtlCall;
        }

        HypercallMessage<TMachine>.Write(vp, message);
        return ExitOutcome.Intercept;
    }

    private static ExitOutcome HandlePageFault(VirtualProcessor* vp, HvMessage* message)
    {
        var vmcb = vp->Vtl0.Vmcb;
        var needed = MemoryMessage<TMachine>.AccessOf(vmcb->ExitInfo1) switch
        {
            HvInterceptAccessType.EXECUTE => VtlAccess.Execute,
            HvInterceptAccessType.WRITE => VtlAccess.Write,
            _ => VtlAccess.Read,
        };
        if ((NestedPageTables<TMachine>.AccessOf(vp->Partition, Vtl.Vtl0, vmcb->ExitInfo2) & needed) != 0)
        {
            // The right was given meanwhile: what the CPU remembers is old.
            vp->FlushNext = TlbControl.Everything;
            return ExitOutcome.Resume;
        }

        MemoryMessage<TMachine>.Write(vp, message, PartitionMemory<TMachine>.Contains(vp->Partition, vmcb->ExitInfo2 & ~PageMask, PageMask + 1));
        return ExitOutcome.Intercept;
    }

    /// <summary>Leaves an instruction behind.</summary>
    private static void Advance(Vmcb* vmcb, byte length)
    {
        var next = vmcb->Rip + length;
        vmcb->Rip = CodeModes.Of(vmcb) == CodeMode.Bits64 ? next : (uint)next;
        vmcb->InterruptShadow &= ~1UL;
    }

    private static void Raise(Vmcb* vmcb, byte vector, bool hasErrorCode, uint errorCode)
        => vmcb->Injection = new EventInjection
        {
            Vector = vector,
            Kind = EventInjection.Exception,
            HasErrorCode = hasErrorCode,
            ErrorCode = hasErrorCode ? errorCode : 0,
            Valid = true,
        };
}
