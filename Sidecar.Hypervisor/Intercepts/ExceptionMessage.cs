using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>An exception that VTL2 wants to see first. It has not happened yet: CR2 is as it was, RIP at the instruction (AMD APM volume 2, 15.12).</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ExceptionMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>#DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP, #VC, #SX.</summary>
    private const uint WithErrorCode = 0x6022_7d00;

    /// <summary>Whether an exception brings an error code.</summary>
    public static bool HasErrorCode(byte vector) => ((WithErrorCode >> vector) & 1) != 0;

    /// <summary>Writes the message.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="message">The message.</param>
    /// <param name="vector">The exception, below 32.</param>
    public static void Write(VirtualProcessor* vp, HvMessage* message, byte vector)
    {
        var vmcb = vp->Vtl0.Vmcb;
        GuestInstruction instruction;
        GuestInstruction.Fetch<TMachine>(vp, &instruction);
        var exception = InterceptHeader.Begin<HvX64ExceptionInterceptMessage>(
            vp,
            message,
            HvMessageType.HvMessageTypeExceptionIntercept,
            HvInterceptAccessType.EXECUTE,
            instruction.Length);
        exception->Vector = vector;
        exception->ExceptionInfo = new HvX64ExceptionInfo
        {
            ErrorCodeValid = HasErrorCode(vector),
            SoftwareException = vector is ExceptionVectors.Breakpoint or ExceptionVectors.Overflow,
        };
        exception->ErrorCode = HasErrorCode(vector) ? (uint)vmcb->ExitInfo1 : 0;
        exception->ExceptionParameter = vector switch
        {
            ExceptionVectors.Debug => vmcb->Dr6,
            ExceptionVectors.PageFault => vmcb->ExitInfo2,
            _ => 0,
        };
        exception->InstructionByteCount = instruction.Count;
        Unsafe.CopyBlock(&exception->InstructionBytes, instruction.Bytes, GuestInstruction.MaxBytes);
        exception->DsSegment = vmcb->Ds.Tlfs;
        exception->SsSegment = vmcb->Ss.Tlfs;

        // SAFETY: the message has the sixteen registers in encoding order, one behind the other.
        Unsafe.CopyBlock(&exception->Rax, &vp->Gprs, sizeof(ulong) * 16);
        exception->Rsp = vmcb->Rsp;
    }
}
