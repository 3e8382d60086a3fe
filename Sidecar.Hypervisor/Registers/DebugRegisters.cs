using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>DR0 to DR3, shared and in the CPU; DR6 (VsmCapabilities says that it is not shared) and DR7, each VTL's own. Bits that are always set or always clear are taken either way.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class DebugRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong Dr6Defined = 0xe00f;
    private const ulong Dr6Always = 0xffff_0ff0;
    private const ulong Dr7Defined = 0xffff_27ff;
    private const ulong Dr7Always = 0x400;

    /// <summary>DR6 with its fixed bits as the CPU has them.</summary>
    public static ulong Dr6From(ulong value) => (value & Dr6Defined) | Dr6Always;

    /// <summary>DR7 with its fixed bits as the CPU has them.</summary>
    public static ulong Dr7From(ulong value) => (value & Dr7Defined) | Dr7Always;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case <= HvRegisterName.Dr3:
                value = TMachine.ReadDebugRegister((int)(name - HvRegisterName.Dr0));
                return HvStatus.Success;

            case HvRegisterName.Dr6:
                value = vmcb->Dr6;
                return HvStatus.Success;

            case HvRegisterName.Dr7:
                value = vmcb->Dr7;
                return HvStatus.Success;

            default:
                value = 0;
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one. The upper halves of DR6 and DR7 do not exist.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case <= HvRegisterName.Dr3:
                TMachine.WriteDebugRegister((int)(name - HvRegisterName.Dr0), value);
                return HvStatus.Success;

            case HvRegisterName.Dr6 or HvRegisterName.Dr7 when value > uint.MaxValue:
                return HvStatus.InvalidRegisterValue;

            case HvRegisterName.Dr6:
                vmcb->Dr6 = Dr6From(value);
                return HvStatus.Success;

            case HvRegisterName.Dr7:
                vmcb->Dr7 = Dr7From(value);
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }
}
