using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>
/// A partition on a fresh <see cref="TestMachine"/>: RAM from 0 to 64 MiB, of which the hypervisor owns the last 16 MiB, with zeroed VPs whose VMCBs lie there. The rest of
/// memory is zeroed up to 1 MiB.
/// </summary>
public sealed unsafe class TestPartition
{
    /// <summary>Start of the hypervisor's own memory.</summary>
    public const ulong OwnStart = 48UL << 20;

    private ulong _next = OwnStart;

    /// <summary>Makes one.</summary>
    /// <param name="vps">Number of VPs.</param>
    public TestPartition(uint vps = 1)
    {
        State = TestMachine.Reset();
        new System.Span<byte>(State.Memory, 1 << 20).Clear();
        Partition = (Partition*)(State.Memory + Allocate(4));
        Partition->VpCount = vps;
        Partition->Vps = (VirtualProcessor**)(State.Memory + Allocate(1));
        Partition->OwnStart = OwnStart;
        Partition->OwnEnd = TestState.MemorySize;
        Partition->RangeCount = 1;
        Partition->Ranges[1] = TestState.MemorySize;
        Partition->TscFrequency = 1_000_000_000;
        for (var i = 0u; i < vps; i++)
        {
            var vp = (VirtualProcessor*)(State.Memory + Allocate(2));
            Partition->Vps[i] = vp;
            vp->Index = i;
            vp->ApicId = i;
            vp->Partition = Partition;
            vp->LoadedVtl = 2;
            vp->ActiveVtl = Vtl.Vtl2;
            Prepare(&vp->Vtl0);
            Prepare(&vp->Vtl2);
            vp->CurrentVmcb = vp->Vtl2.VmcbAddress;
        }
    }

    /// <summary>The machine.</summary>
    public TestState State { get; }

    /// <summary>The partition.</summary>
    public Partition* Partition { get; }

    /// <summary>A VP.</summary>
    public VirtualProcessor* Vp(uint index = 0) => Partition->Vps[index];

    /// <summary>Zeroed pages of the hypervisor's own memory; their physical address.</summary>
    public ulong Allocate(ulong pages)
    {
        var address = _next;
        _next += pages << 12;
        new System.Span<byte>(State.Memory + address, (int)(pages << 12)).Clear();
        return address;
    }

    private void Prepare(VtlState* vtl)
    {
        vtl->VmcbAddress = Allocate(1);
        vtl->Vmcb = (Vmcb*)(State.Memory + vtl->VmcbAddress);
        vtl->Enabled = true;
    }
}
