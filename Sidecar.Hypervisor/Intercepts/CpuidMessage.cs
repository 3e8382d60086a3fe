using Sidecar.Hypervisor.Cpuid;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>CPUID, with what the hypervisor would answer.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class CpuidMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const byte UsualLength = 2;

    /// <summary>Writes the message.</summary>
    public static void Write(VirtualProcessor* vp, HvMessage* message)
    {
        var length = GuestInstruction.LengthOf<TMachine>(vp, UsualLength);
        var cpuid = InterceptHeader.Begin<HvX64CpuidInterceptMessage>(vp, message, HvMessageType.HvMessageTypeX64CpuidIntercept, HvInterceptAccessType.EXECUTE, length);
        cpuid->Rax = vp->Gprs[0];
        cpuid->Rcx = vp->Gprs[1];
        cpuid->Rdx = vp->Gprs[2];
        cpuid->Rbx = vp->Gprs[3];
        var answer = stackalloc uint[4];
        CpuidLeaves<TMachine>.Query(vp, Vtl.Vtl0, (uint)cpuid->Rax, (uint)cpuid->Rcx, answer);
        cpuid->DefaultResultRax = answer[0];
        cpuid->DefaultResultRbx = answer[1];
        cpuid->DefaultResultRcx = answer[2];
        cpuid->DefaultResultRdx = answer[3];
    }
}
