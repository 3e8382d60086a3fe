using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>IN, OUT, INS, OUTS. DS is the register DS, override or not: the instruction's bytes tell which segment OUTS reads.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class PortMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong LongestInstruction = 15;

    /// <summary>Writes the message.</summary>
    public static void Write(VirtualProcessor* vp, HvMessage* message)
    {
        var vmcb = vp->Vtl0.Vmcb;
        var information = new IoExitInfo { Raw = vmcb->ExitInfo1 };
        GuestInstruction instruction;
        GuestInstruction.Fetch<TMachine>(vp, &instruction);
        var length = vmcb->ExitInfo2 - vmcb->Rip;
        var port = InterceptHeader.Begin<HvX64IoPortInterceptMessage>(
            vp,
            message,
            HvMessageType.HvMessageTypeX64IoPortIntercept,
            information.In ? HvInterceptAccessType.READ : HvInterceptAccessType.WRITE,
            length - 1 < LongestInstruction ? (byte)length : instruction.Length);
        port->PortNumber = information.Port;
        port->AccessInfo = new HvX64IoPortAccessInfo { AccessSize = information.Size, StringOp = information.String, RepPrefix = information.Rep };
        port->InstructionByteCount = instruction.Count;
        Unsafe.CopyBlock(&port->InstructionBytes, instruction.Bytes, GuestInstruction.MaxBytes);
        port->Rax = vp->Gprs[0];
        port->Rcx = vp->Gprs[1];
        port->Rsi = vp->Gprs[6];
        port->Rdi = vp->Gprs[7];
        port->DsSegment = vmcb->Ds.Tlfs;
        port->EsSegment = vmcb->Es.Tlfs;
    }
}
