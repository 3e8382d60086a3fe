using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>A CPU such as QEMU shows, and VTLs such as they are after reset.</summary>
public static unsafe class TestCpu
{
    /// <summary>Bits of a physical address.</summary>
    public const int PhysicalBits = 40;

    /// <summary>Gives the machine features (FSGSBASE, SMEP, SMAP, UMIP, PCID, XSAVE with AVX, FFXSR, 40 physical address bits) and each VP of the partition the state after reset.</summary>
    public static TestPartition Equip(TestPartition partition)
    {
        var leaves = partition.State.CpuidLeaves;
        leaves[(1, 0)] = (0, 0, (1U << 17) | (1U << 26), 0);
        leaves[(7, 0)] = (0, 1U | (1U << 7) | (1U << 20), 1U << 2, 0);
        leaves[(0xd, 0)] = (7, 0, 0, 0);
        leaves[(0x8000_0001, 0)] = (0, 0, 0, 1U << 25);
        leaves[(0x8000_0008, 0)] = (PhysicalBits, 0, 0, 0);
        partition.State.Msrs[X64Msr.ApicBase] = 0xfee0_0d00;
        partition.State.Msrs[X64Msr.TscAux] = 7;
        partition.State.Msrs[ApicRegister.TPR.X2ApicMsr()] = 0x30;
        partition.State.Msrs[ApicRegister.VERSION.X2ApicMsr()] = 0x5_0014;
        partition.Partition->HasTscAux = true;
        for (var i = 0u; i < partition.Partition->VpCount; i++)
        {
            var vp = partition.Vp(i);
            Reset(&vp->Vtl0);
            Reset(&vp->Vtl2);
            vp->Vtl0.Vmcb->VirtualInterrupt = VirtualInterrupt.Masking;
        }

        return partition;
    }

    private static void Reset(VtlState* vtl)
    {
        ResetState.Apply(vtl->Vmcb);
        vtl->Vmcb->Intercepts2 = InterceptBits.Vmrun2;
        vtl->Vmcb->Asid = 1;
        vtl->Vmcb->NestedControl = 1;
        vtl->Vmcb->Pat = X64Msr.DefaultPat;
    }
}
