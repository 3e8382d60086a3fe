using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Vp;

/// <summary>What one VTL of a VP has for itself beside its VMCB.</summary>
public unsafe struct VtlState
{
    /// <summary>The VMCB.</summary>
    public Vmcb* Vmcb;

    /// <summary>Physical address of <see cref="Vmcb"/>.</summary>
    public ulong VmcbAddress;

    /// <summary>IA32_TSC_AUX, which no VMCB holds; right here only while the VTL is not the CPU's.</summary>
    public ulong TscAux;

    /// <summary>HV_X64_MSR_VP_ASSIST_PAGE: bit 0 enabled, bits 12 and up the page.</summary>
    public ulong AssistPage;

    /// <summary>Whether the VTL exists on this VP (HvCallEnableVpVtl).</summary>
    public bool Enabled;

    /// <summary>Whether it runs or has run: not before HvCallStartVirtualProcessor, a start-up interrupt or, for a lower VTL, a VTL return.</summary>
    public bool Started;

    /// <summary>HvX64RegisterInternalActivityState: bit 0 waiting to be started, bit 1 halted.</summary>
    public ulong Activity;

    /// <summary>HvRegisterDeliverabilityNotifications: what VTL2 wants to be told of.</summary>
    public HvDeliverabilityNotificationsRegister Notifications;

    /// <summary>HvRegisterPendingEvent0, an event that VTL2 left for the next entry; 0 for none.</summary>
    public HvX64PendingEventReg0 PendingEvent;

    /// <summary>Whether NMIs are masked because one is being handled (HvX64RegisterInterruptState).</summary>
    public bool NmiMasked;

    /// <summary>Whether the last exit was for the IRET at <see cref="IretAddress"/>, which ends the masking and has not been executed.</summary>
    public bool IretPends;

    /// <summary>Whether the entry that is under way executes that IRET alone, by the trap flag.</summary>
    public bool SteppingIret;

    /// <summary>RIP of that IRET.</summary>
    public ulong IretAddress;

    /// <summary>DR6 before the step.</summary>
    public ulong DebugStatusBefore;

    /// <summary>Whether the trap flag was VTL0's own before the step.</summary>
    public bool TrappedBefore;

    /// <summary>Whether the last exit was the trap at the end of the step, and nothing else.</summary>
    public bool StepTrapped;

    /// <summary>HvRegisterVsmVpSecureConfig of this VTL, for lower VTLs.</summary>
    public ulong SecureConfig;

    /// <summary>HvRegisterVsmVina.</summary>
    public ulong Vina;

    /// <summary>IA32_APIC_BASE of a VTL whose APIC is the VMM's; 0 while it is as after reset.</summary>
    public ulong ApicBase;

    /// <summary>
    /// HvRegisterPendingInterruption while it is a software interrupt or exception: RIP is at its instruction, which the next entry leaves behind. 0 for none; other kinds are in
    /// the VMCB.
    /// </summary>
    public HvX64PendingInterruptionRegister SoftwareInterruption;

    /// <summary>What the VTL was entered with, until its next exit says whether it was delivered.</summary>
    public EventInjection Injected;

    /// <summary>Whether <see cref="PendingEvent"/>, an external interrupt, is with the VMCB as a virtual interrupt until the VTL takes interrupts.</summary>
    public bool EventWaits;

    /// <summary>Whether the VTL was entered, though halted, because it takes the interrupt that VTL2 wants to be told of: it is halted still when it says so.</summary>
    public bool HaltedAtWindow;
}
