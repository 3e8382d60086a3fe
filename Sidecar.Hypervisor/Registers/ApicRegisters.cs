using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// The APIC's registers by the numbers of x2APIC mode. VTL2's APIC is the CPU's: all that it lets be read can be read here, and only the task priority, which is CR8, be written,
/// since VTL2 reaches the rest without anybody's help. VTL0's is the VMM's; the hypervisor knows its identity and its task priority.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ApicRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const uint NumberMask = 0xff;
    private const int PriorityShift = 4;
    private const ulong PriorityReserved = ~0xf0UL;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        value = 0;
        switch (name)
        {
            case HvRegisterName.ApicId:
                value = vp->ApicId;
                return HvStatus.Success;

            case HvRegisterName.ApicTpr:
                value = TaskPriority<TMachine>.Get(VirtualProcessor.StateOf(vp, vtl)->Vmcb) << PriorityShift;
                return HvStatus.Success;

            case HvRegisterName.ApicEoi or HvRegisterName.ApicSelfIpi:
                return HvStatus.InvalidParameter;

            case > HvRegisterName.ApicId and < HvRegisterName.ApicSelfIpi when vtl == Vtl.Vtl2:
                return TMachine.TryReadMsr(X64Msr.X2ApicBase + ((uint)name & NumberMask), out value) ? HvStatus.Success : HvStatus.InvalidParameter;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one. The low half of a task priority's class counts for nothing and must be zero.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        if (name != HvRegisterName.ApicTpr)
        {
            return HvStatus.InvalidParameter;
        }

        return (value & PriorityReserved) == 0 && TaskPriority<TMachine>.TrySet(VirtualProcessor.StateOf(vp, vtl)->Vmcb, value >> PriorityShift)
            ? HvStatus.Success
            : HvStatus.InvalidRegisterValue;
    }
}
