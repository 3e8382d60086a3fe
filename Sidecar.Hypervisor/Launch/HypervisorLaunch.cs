using Sidecar.Hypervisor.Intercepts;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Launch;

/// <summary>Lays the hypervisor's memory out: partition, VPs, VMCBs, nested page tables, its own page tables. Nothing of the CPU changes yet.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class HypervisorLaunch<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong PageSize = 0x1000;
    private const ulong DefaultMtrrType = 0xc06;

    /// <summary>Does it.</summary>
    /// <param name="parameters">What there is.</param>
    /// <param name="result">What there is afterwards.</param>
    /// <returns>False when the memory does not suffice.</returns>
    public static bool TryPrepare(in LaunchParameters parameters, out LaunchResult result)
    {
        result = default;
        var imagePages = (parameters.Image[4] - parameters.Image[0]) / PageSize;
        if ((parameters.OwnEnd - parameters.OwnStart) / PageSize < RootMemory.RequiredPages(parameters.VpCount, 0, imagePages * PageSize))
        {
            // What is laid out below would not fit, and an exhausted supply gives no more than its last page.
            return false;
        }

        var supply = new PageSupply<TMachine>(parameters.OwnStart, parameters.OwnEnd);
        var partition = MakePartition(parameters, ref supply);
        var idleRoot = MakeIdleTables(ref supply);
        var vpPages = RootMemory.PagesPerVp - RootLayout.StackPages;
        for (var i = 0u; i < parameters.VpCount; i++)
        {
            MakeVp(partition, i, parameters.ApicIds[i], supply.Take(vpPages), idleRoot);
        }

        result.Partition = partition;
        result.ImageCopy = supply.Take(imagePages);
        result.RootTable = RootTables<TMachine>.Build(
            parameters, result.ImageCopy, supply.Take((ulong)parameters.VpCount * RootLayout.StackPages), partition->HasHugePages, ref supply);

        // Whatever is left holds nested page tables.
        while (supply.Next < parameters.OwnEnd)
        {
            NestedPageTables<TMachine>.GivePage(partition, supply.Take(1));
        }

        return !supply.Exhausted;
    }

    /// <summary>Physical address of the page in which the CPU of a VP saves the hypervisor's own state at VMRUN.</summary>
    public static ulong HostStateOf(VirtualProcessor* vp) => vp->IdleVmcb + PageSize;

    private static Partition* MakePartition(in LaunchParameters parameters, ref PageSupply<TMachine> supply)
    {
        var partition = (Partition*)TMachine.Physical(supply.Take(1 + (((ulong)sizeof(Partition) - 1) / PageSize)));
        partition->VpCount = parameters.VpCount;
        partition->Vps = (VirtualProcessor**)TMachine.Physical(supply.Take(1 + ((parameters.VpCount * (ulong)sizeof(void*)) / PageSize)));
        partition->OwnStart = parameters.OwnStart;
        partition->OwnEnd = parameters.OwnEnd;
        partition->RangeCount = parameters.RangeCount;
        for (var i = 0u; i < 2 * parameters.RangeCount; i++)
        {
            partition->Ranges[i] = parameters.Ranges[i];
        }

        partition->Vtl0Root = supply.Take(1);
        partition->Vtl2Root = supply.Take(1);
        partition->HypercallPage = supply.Take(1);
        partition->ReferenceTscPage = supply.Take(1);
        partition->Vtl0MsrPermissions = supply.Take(2);
        partition->Vtl2MsrPermissions = supply.Take(2);
        partition->Vtl0IoPermissions = supply.Take(3);
        PermissionMaps.FillVtl0Msr(TMachine.Physical(partition->Vtl0MsrPermissions));
        PermissionMaps.FillVtl2Msr(TMachine.Physical(partition->Vtl2MsrPermissions));
        PermissionMaps.FillIo(TMachine.Physical(partition->Vtl0IoPermissions));

        var registers = stackalloc uint[4];
        TMachine.Cpuid(0x8000_0001, 0, registers);
        partition->HasHugePages = (registers[3] & (1U << 26)) != 0;
        partition->HasTscAux = (registers[3] & (1U << 27)) != 0;
        TMachine.Cpuid(0x8000_000a, 0, registers);
        partition->HasNextRip = (registers[3] & (1U << 3)) != 0;
        partition->TscFrequency = parameters.TscFrequency;
        partition->ApicFrequency = parameters.ApicFrequency;
        partition->TscAtStart = TMachine.Timestamp;
        partition->VsmConfig = new HvRegisterVsmPartitionConfig { EnableVtlProtection = true }.Raw;
        return partition;
    }

    /// <summary>An address space of one page at 0 with the code that waits.</summary>
    private static ulong MakeIdleTables(ref PageSupply<TMachine> supply)
    {
        const ulong table = 7;
        const ulong readOnly = 5;
        var root = supply.Take(1);
        var directories = supply.Take(3);
        var code = supply.Take(1);
        // SAFETY: pages of the supply.
        *(ulong*)TMachine.Physical(root) = directories | table;
        *(ulong*)TMachine.Physical(directories) = (directories + PageSize) | table;
        *(ulong*)TMachine.Physical(directories + PageSize) = (directories + (2 * PageSize)) | table;
        *(ulong*)TMachine.Physical(directories + (2 * PageSize)) = code | readOnly;
        var bytes = TMachine.Physical(code);
        bytes[0] = 0xf4; // hlt
        bytes[1] = 0xeb; // jmp to it
        bytes[2] = 0xfd;
        return root;
    }

    private static void MakeVp(Partition* partition, uint index, uint apicId, ulong pages, ulong idleRoot)
    {
        var vp = (VirtualProcessor*)TMachine.Physical(pages);
        partition->Vps[index] = vp;
        vp->Index = index;
        vp->ApicId = apicId;
        vp->Partition = partition;
        vp->Fx.Mxcsr = Fxsave.InitialMxcsr;
        vp->Fx.MxcsrMask = TMachine.MxcsrMask;
        vp->Mtrrs.DefaultType = DefaultMtrrType;
        var vmcbs = pages + (2 * PageSize);
        vp->Vtl0.VmcbAddress = vmcbs;
        vp->Vtl2.VmcbAddress = vmcbs + PageSize;
        vp->IdleVmcb = vmcbs + (2 * PageSize);
        vp->Vtl0.Vmcb = (Vmcb*)TMachine.Physical(vp->Vtl0.VmcbAddress);
        vp->Vtl2.Vmcb = (Vmcb*)TMachine.Physical(vp->Vtl2.VmcbAddress);
        VmcbSetup.PrepareVtl0(vp->Vtl0.Vmcb, partition);
        VmcbSetup.PrepareVtl2(vp->Vtl2.Vmcb, partition);
        VmcbSetup.PrepareIdle((Vmcb*)TMachine.Physical(vp->IdleVmcb), partition, idleRoot);
        ResetState.Apply(vp->Vtl0.Vmcb);
        ResetState.Apply(vp->Vtl2.Vmcb);
        vp->Vtl0.Vmcb->Pat = X64Msr.DefaultPat;
        vp->Vtl2.Vmcb->Pat = X64Msr.DefaultPat;
        vp->Vtl0.Enabled = true;
        vp->ActiveVtl = Vtl.Vtl2;
        vp->LoadedVtl = (byte)Vtl.Vtl2;
        vp->CurrentVmcb = vp->Vtl2.VmcbAddress;
        vp->FlushNext = TlbControl.Everything;
    }
}
