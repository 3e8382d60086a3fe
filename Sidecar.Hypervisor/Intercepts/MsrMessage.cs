using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>RDMSR and WRMSR.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class MsrMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte UsualLength = 2;

    /// <summary>Writes the message.</summary>
    public static void Write(VirtualProcessor* vp, HvMessage* message)
    {
        var access = (vp->Vtl0.Vmcb->ExitInfo1 & 1) == 0 ? HvInterceptAccessType.READ : HvInterceptAccessType.WRITE;
        var length = GuestInstruction.LengthOf<TMachine>(vp, UsualLength);
        var msr = InterceptHeader.Begin<HvX64MsrInterceptMessage>(vp, message, HvMessageType.HvMessageTypeMsrIntercept, access, length);
        msr->MsrNumber = (uint)vp->Gprs[1];
        msr->Rdx = vp->Gprs[2];
        msr->Rax = vp->Gprs[0];
    }
}
