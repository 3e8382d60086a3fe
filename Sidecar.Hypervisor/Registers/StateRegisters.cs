using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>What a VP is doing (InternalActivityState), what an instruction emulator must know, and the crash registers, which the crash MSRs of VTL2 are.</summary>
public static unsafe class StateRegisters
{
    /// <summary>Bit 0 waiting to be started, bit 1 halted. Bit 2, idle by HV_X64_MSR_GUEST_IDLE, never is.</summary>
    private const ulong KnownActivity = 3;

    private const uint CrashRegisters = 6;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        value = 0;
        switch (name)
        {
            case HvRegisterName.InstructionEmulationHints:
                // No VTL1, no mode-based execution control.
                return HvStatus.Success;

            case HvRegisterName.InternalActivityState:
                value = VirtualProcessor.StateOf(vp, vtl)->Activity;
                return HvStatus.Success;

            case >= HvRegisterName.GuestCrashP0 and <= HvRegisterName.GuestCrashCtl when vtl == Vtl.Vtl2:
                value = vp->Partition->Crash[(int)(name - HvRegisterName.GuestCrashP0)];
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one. VTL2's activity is its own affair: it is what it is.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        if (name != HvRegisterName.InternalActivityState)
        {
            return HvStatus.InvalidParameter;
        }

        var state = VirtualProcessor.StateOf(vp, vtl);
        if ((value & ~KnownActivity) != 0 || (vtl == Vtl.Vtl2 && value != state->Activity))
        {
            return HvStatus.InvalidRegisterValue;
        }

        state->Activity = value;
        return HvStatus.Success;
    }
}
