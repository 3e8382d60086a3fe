using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;

namespace Sidecar.Hypervisor.Launch;

/// <summary>What each VMCB intercepts. The rest of it is the VTL's own state.</summary>
public static unsafe class VmcbSetup
{
    private const uint Vtl2Asid = 1;
    private const uint Vtl0Asid = 2;
    private const uint IdleAsid = 3;
    private const ulong NestedPaging = 1;
    private const uint AlignmentCheck = 1U << 17;

    private const uint SvmInstructions
        = Intercepts.Vmrun2 | Intercepts.Vmmcall2 | Intercepts.Vmload2 | Intercepts.Vmsave2 | Intercepts.Stgi2 | Intercepts.Clgi2 | Intercepts.Skinit2;

    /// <summary>VTL2: the machine is its own; interrupts go straight to it.</summary>
    public static void PrepareVtl2(Vmcb* vmcb, Partition* partition)
    {
        vmcb->Intercepts1 = Intercepts.Nmi1 | Intercepts.Cpuid1 | Intercepts.Invlpga1 | Intercepts.Msr1 | Intercepts.Shutdown1;
        vmcb->Intercepts2 = SvmInstructions;
        vmcb->MsrPermissions = partition->Vtl2MsrPermissions;
        vmcb->IoPermissions = partition->Vtl0IoPermissions;
        vmcb->Asid = Vtl2Asid;
        vmcb->NestedControl = NestedPaging;
        vmcb->NestedCr3 = partition->Vtl2Root;
    }

    /// <summary>VTL0: everything that reaches beyond its own registers and memory. Alignment checks, too, so that no guest can make the CPU raise them without end (CVE-2015-5307).</summary>
    public static void PrepareVtl0(Vmcb* vmcb, Partition* partition)
    {
        vmcb->InterceptExceptions = AlignmentCheck;
        vmcb->Intercepts1 = Intercepts.Interrupt1 | Intercepts.Nmi1 | Intercepts.Smi1 | Intercepts.Init1 | Intercepts.Rdpmc1 | Intercepts.Cpuid1 | Intercepts.Rsm1
            | Intercepts.Invd1 | Intercepts.Hlt1 | Intercepts.Invlpga1 | Intercepts.IoPort1 | Intercepts.Msr1 | Intercepts.Shutdown1;
        vmcb->Intercepts2 = SvmInstructions | Intercepts.Monitor2 | Intercepts.Mwait2 | Intercepts.MwaitArmed2;
        vmcb->MsrPermissions = partition->Vtl0MsrPermissions;
        vmcb->IoPermissions = partition->Vtl0IoPermissions;
        vmcb->VirtualInterrupt = VirtualInterrupt.Masking;
        vmcb->Asid = Vtl0Asid;
        vmcb->NestedControl = NestedPaging;
        vmcb->NestedCr3 = partition->Vtl0Root;
    }

    /// <summary>What stands for a halted VTL0: three instructions in real mode that wait for an interrupt, which ends them.</summary>
    public static void PrepareIdle(Vmcb* vmcb, Partition* partition, ulong root)
    {
        PrepareVtl0(vmcb, partition);
        vmcb->Intercepts1 &= ~Intercepts.Hlt1;
        vmcb->Asid = IdleAsid;
        vmcb->NestedCr3 = root;
        ResetState.Apply(vmcb);
        vmcb->Cs = vmcb->Cs with { Selector = 0, Base = 0 };
        vmcb->Rip = 0;
    }
}
