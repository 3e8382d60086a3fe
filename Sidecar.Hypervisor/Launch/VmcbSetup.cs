using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;

namespace Sidecar.Hypervisor.Launch;

/// <summary>What each VMCB intercepts. The rest of it is the VTL's own state.</summary>
public static unsafe class VmcbSetup
{
    /// <summary>
    /// Exceptions of VTL0 that are intercepted whatever VTL2 asks for: debug exceptions and alignment checks, so that no guest can make the CPU raise them without end
    /// (CVE-2015-8104, CVE-2015-5307).
    /// </summary>
    public const uint AlwaysWantedExceptions = (1U << 1) | (1U << 17);

    private const uint Vtl2Asid = 1;
    private const uint Vtl0Asid = 2;
    private const uint IdleAsid = 3;
    private const ulong NestedPaging = 1;

    private const uint SvmInstructions
        = InterceptBits.Vmrun2 | InterceptBits.Vmmcall2 | InterceptBits.Vmload2 | InterceptBits.Vmsave2 | InterceptBits.Stgi2 | InterceptBits.Clgi2 | InterceptBits.Skinit2;

    /// <summary>VTL2: the machine is its own; interrupts go straight to it.</summary>
    public static void PrepareVtl2(Vmcb* vmcb, Partition* partition)
    {
        vmcb->Intercepts1 = InterceptBits.Nmi1 | InterceptBits.Cpuid1 | InterceptBits.Invlpga1 | InterceptBits.Msr1 | InterceptBits.Shutdown1;
        vmcb->Intercepts2 = SvmInstructions;
        vmcb->MsrPermissions = partition->Vtl2MsrPermissions;
        vmcb->IoPermissions = partition->Vtl0IoPermissions;
        vmcb->Asid = Vtl2Asid;
        vmcb->NestedControl = NestedPaging;
        vmcb->NestedCr3 = partition->Vtl2Root;
    }

    /// <summary>VTL0: everything that reaches beyond its own registers and memory.</summary>
    public static void PrepareVtl0(Vmcb* vmcb, Partition* partition)
    {
        vmcb->InterceptExceptions = AlwaysWantedExceptions;
        vmcb->Intercepts1 = InterceptBits.Interrupt1 | InterceptBits.Nmi1 | InterceptBits.Smi1 | InterceptBits.Init1 | InterceptBits.Rdpmc1 | InterceptBits.Cpuid1 | InterceptBits.Rsm1
            | InterceptBits.Invd1 | InterceptBits.Hlt1 | InterceptBits.Invlpga1 | InterceptBits.IoPort1 | InterceptBits.Msr1 | InterceptBits.Shutdown1;
        vmcb->Intercepts2 = SvmInstructions | InterceptBits.Monitor2 | InterceptBits.Mwait2 | InterceptBits.MwaitArmed2;
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
        vmcb->Intercepts1 &= ~InterceptBits.Hlt1;
        vmcb->Asid = IdleAsid;
        vmcb->NestedCr3 = root;
        ResetState.Apply(vmcb);
        vmcb->Cs = vmcb->Cs with { Selector = 0, Base = 0 };
        vmcb->Rip = 0;
    }
}
