using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// HvRegisterPendingInterruption: what the VTL's next entry delivers, be it that an exit came in between or that VTL2 wants it. Interrupts, NMIs and exceptions are the VMCB's
/// injection. INTn, INT3, INTO and INT1 are kept beside it, because SVM wants RIP behind the instruction for them, and the TLFS has it at the instruction.
/// </summary>
public static unsafe class PendingInterruption
{
    private const byte NmiVector = 2;

    /// <summary>Reads it.</summary>
    public static HvX64PendingInterruptionRegister Get(VtlState* vtl)
    {
        var injection = vtl->Vmcb->Injection;
        if (vtl->SoftwareInterruption.InterruptionPending || !injection.Valid)
        {
            return vtl->SoftwareInterruption;
        }

        return new HvX64PendingInterruptionRegister
        {
            InterruptionPending = true,
            InterruptionType = (HvX64PendingInterruptionType)injection.Kind,
            DeliverErrorCode = injection.HasErrorCode,
            InterruptionVector = injection.Vector,
            ErrorCode = injection.HasErrorCode ? injection.ErrorCode : 0,
        };
    }

    /// <summary>Writes it; false for what VMRUN would refuse.</summary>
    public static bool TrySet(VtlState* vtl, HvX64PendingInterruptionRegister value)
    {
        if (!value.InterruptionPending)
        {
            Clear(vtl);
            return true;
        }

        if (value.Reserved != 0)
        {
            return false;
        }

        switch (value.InterruptionType)
        {
            case HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT when value.InterruptionVector <= byte.MaxValue && !value.DeliverErrorCode:
            case HvX64PendingInterruptionType.HV_X64_PENDING_NMI when value.InterruptionVector == NmiVector && !value.DeliverErrorCode:
            case HvX64PendingInterruptionType.HV_X64_PENDING_EXCEPTION when ExceptionVectors.Contains(value.InterruptionVector):
                // The kinds have the same numbers in both.
                Clear(vtl);
                vtl->Vmcb->Injection = new EventInjection
                {
                    Valid = true,
                    Kind = (byte)value.InterruptionType,
                    Vector = (byte)value.InterruptionVector,
                    HasErrorCode = value.DeliverErrorCode,
                    ErrorCode = value.DeliverErrorCode ? value.ErrorCode : 0,
                };
                return true;

            case HvX64PendingInterruptionType.HV_X64_PENDING_SOFTWARE_INTERRUPT when value.InterruptionVector <= byte.MaxValue && !value.DeliverErrorCode:
            case HvX64PendingInterruptionType.HV_X64_PENDING_PRIVILEGED_SOFTWARE_EXCEPTION when value.InterruptionVector == ExceptionVectors.Debug && !value.DeliverErrorCode:
            case HvX64PendingInterruptionType.HV_X64_PENDING_SOFTWARE_EXCEPTION
                when value.InterruptionVector is ExceptionVectors.Breakpoint or ExceptionVectors.Overflow && !value.DeliverErrorCode:
                Clear(vtl);
                vtl->SoftwareInterruption = value;
                return true;

            default:
                return false;
        }
    }

    /// <summary>Forgets it.</summary>
    public static void Clear(VtlState* vtl)
    {
        vtl->Vmcb->Injection = default;
        vtl->SoftwareInterruption = default;
        vtl->Injected = default;
    }

    /// <summary>The injection that stands for a software interruption.</summary>
    public static EventInjection InjectionFor(HvX64PendingInterruptionRegister software) => new()
    {
        Valid = true,
        Kind = software.InterruptionType == HvX64PendingInterruptionType.HV_X64_PENDING_SOFTWARE_INTERRUPT ? EventInjection.SoftwareInterrupt : EventInjection.Exception,
        Vector = (byte)software.InterruptionVector,
    };
}
