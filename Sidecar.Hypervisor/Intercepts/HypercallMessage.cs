using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>VMMCALL that is no VTL call: VTL0's hypercalls are VTL2's to answer.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class HypercallMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte UsualLength = 3;

    /// <summary>Writes the message.</summary>
    public static void Write(VirtualProcessor* vp, HvMessage* message)
    {
        var length = GuestInstruction.LengthOf<TMachine>(vp, UsualLength);
        var call = InterceptHeader.Begin<HvX64HypercallInterceptMessage>(vp, message, HvMessageType.HvMessageTypeHypercallIntercept, HvInterceptAccessType.EXECUTE, length);
        call->Rax = vp->Gprs[0];
        call->Rbx = vp->Gprs[3];
        call->Rcx = vp->Gprs[1];
        call->Rdx = vp->Gprs[2];
        call->R8 = vp->Gprs[8];
        call->Rsi = vp->Gprs[6];
        call->Rdi = vp->Gprs[7];

        // SAFETY: XMM0 to XMM5 are the first of sixteen registers of that size.
        Unsafe.CopyBlock(&call->XmmRegisters, &vp->Fx.Xmm, (uint)sizeof(AlignedU128) * 6);
    }
}
