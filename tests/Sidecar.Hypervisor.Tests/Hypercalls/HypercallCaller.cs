using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Hypercalls;

/// <summary>VTL2 in 64-bit mode at privilege level 0, with an input page, an output page and page tables for both VTLs.</summary>
internal sealed unsafe class HypercallCaller
{
    internal const ulong Input = 0x10000;
    internal const ulong Output = 0x11000;
    internal const ulong Code = 0x8000;

    internal HypercallCaller(uint vps = 1)
    {
        World = new TestPartition(vps);
        Partition->Vtl0Root = World.Allocate(1);
        Partition->Vtl2Root = World.Allocate(1);
        Partition->HypercallPage = World.Allocate(1);
        Partition->ReferenceTscPage = World.Allocate(1);
        for (var i = 0; i < 32; i++)
        {
            NestedPageTables<TestMachine>.GivePage(Partition, World.Allocate(1));
        }

        Vmcb->Rip = Code;
        Vmcb->Cr0 = 0x80000001;
        Vmcb->Efer = 0x1500;
        Vmcb->Cs.Attributes = 0x29b | 0x200;
        Header(Hv.VpIndexSelf);
    }

    internal TestPartition World { get; }

    internal Partition* Partition => World.Partition;

    internal VirtualProcessor* Vp => World.Vp();

    internal Sidecar.Hypervisor.Svm.Vmcb* Vmcb => Vp->Vtl2.Vmcb;

    internal byte* In => World.State.Memory + Input;

    internal byte* Out => World.State.Memory + Output;

    internal static ulong Control(HypercallCode code, ulong count = 0, ulong start = 0) => (ulong)code | (count << 32) | (start << 48);

    /// <summary>The first sixteen bytes of most calls' input.</summary>
    internal void Header(uint index, byte vtl = 0, ulong partition = Hv.PartitionIdSelf)
    {
        *(ulong*)In = partition;
        ((uint*)In)[2] = index;
        ((uint*)In)[3] = vtl;
    }

    /// <summary>One call in as many turns as it takes; the result value.</summary>
    internal ulong Call(ulong control, ulong input = Input, ulong output = Output)
    {
        Vp->Gprs[1] = control;
        Vp->Gprs[2] = input;
        Vp->Gprs[8] = output;
        Vmcb->Rip = Code;
        for (var turn = 0; Vmcb->Rip == Code; turn++)
        {
            if (turn > 64 || HypercallDispatch<TestMachine>.Execute(Vp) != ExitOutcome.Resume)
            {
                throw new InvalidOperationException("the call did not end");
            }
        }

        return Vp->Gprs[0];
    }
}
