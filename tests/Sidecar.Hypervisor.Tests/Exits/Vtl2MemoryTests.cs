using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Exits;

/// <summary>Nested page faults of VTL2: memory is mapped as it is touched, and what VTL2 may not touch is #GP, never a fault without end.</summary>
public unsafe class Vtl2MemoryTests
{
    private const ulong Overlay = 0x20_3000;
    private const ulong Present = 1;
    private const ulong Write = 2;
    private readonly TestPartition _partition = new();

    public Vtl2MemoryTests()
    {
        var partition = _partition.Partition;
        partition->Vtl0Root = _partition.Allocate(1);
        partition->Vtl2Root = _partition.Allocate(1);
        for (var i = 0; i < 16; i++)
        {
            NestedPageTables<TestMachine>.GivePage(partition, _partition.Allocate(1));
        }

        partition->Hypercall = Overlay | 1;
        Assert.True(NestedPageTables<TestMachine>.MapOverlay(partition, Overlay, _partition.Allocate(1)));
    }

    [Fact]
    public void A_write_to_an_overlay_is_a_general_protection_fault()
    {
        var injection = Fault(Overlay + 0x18, Present | Write);
        Assert.True(injection.Valid);
        Assert.Equal(13, injection.Vector);
        Assert.True(injection.HasErrorCode);
    }

    [Fact]
    public void The_hypervisors_memory_is_a_general_protection_fault()
    {
        Assert.Equal(13, Fault(TestPartition.OwnStart, 0).Vector);
        Assert.Equal(13, Fault(TestPartition.OwnStart + 8, Write).Vector);
    }

    [Theory]
    [InlineData(0x1000)]
    [InlineData(Overlay + 0x1000)]
    [InlineData(0xfee0_0000)]
    public void Everything_else_is_mapped(ulong address)
    {
        Assert.False(Fault(address, Write).Valid);
        Assert.Equal(VtlAccess.All, NestedPageTables<TestMachine>.AccessOf(_partition.Partition, Vtl.Vtl2, address));
    }

    /// <summary>A VTL2 whose stack or tables are out of its reach faults three times and stops.</summary>
    [Theory]
    [InlineData(EventInjection.Exception, 13, 8)]
    [InlineData(EventInjection.Exception, 14, 8)]
    [InlineData(EventInjection.Exception, 0, 8)]
    [InlineData(EventInjection.Exception, 6, 13)]
    [InlineData(EventInjection.ExternalInterrupt, 0x20, 13)]
    [InlineData(EventInjection.Nmi, 2, 13)]
    public void In_the_delivery_of_an_exception_it_becomes_what_it_does_on_a_CPU(byte kind, byte vector, byte becomes)
    {
        _partition.Vp()->Vtl2.Vmcb->ExitInterruptInfo = new EventInjection { Valid = true, Kind = kind, Vector = vector };
        var injection = Fault(TestPartition.OwnStart, Write);
        Assert.Equal((EventInjection.Exception, becomes), (injection.Kind, injection.Vector));
    }

    [Fact]
    public void In_the_delivery_of_a_double_fault_it_is_the_end()
    {
        var vmcb = _partition.Vp()->Vtl2.Vmcb;
        vmcb->ExitInterruptInfo = new EventInjection { Valid = true, Kind = EventInjection.Exception, Vector = 8, HasErrorCode = true };
        vmcb->ExitCode = ExitCode.NestedPageFault;
        vmcb->ExitInfo2 = TestPartition.OwnStart;
        Assert.Equal(ExitOutcome.Stop, Vtl2Exits<TestMachine>.Handle(_partition.Vp()));
        Assert.Contains("VP 0: VTL2 stopped: triple fault over an access to the hypervisor's memory", _partition.State.Output);
    }

    private EventInjection Fault(ulong address, ulong error)
    {
        var vmcb = _partition.Vp()->Vtl2.Vmcb;
        vmcb->ExitCode = ExitCode.NestedPageFault;
        vmcb->ExitInfo1 = error;
        vmcb->ExitInfo2 = address;
        Assert.Equal(ExitOutcome.Resume, Vtl2Exits<TestMachine>.Handle(_partition.Vp()));
        return vmcb->Injection;
    }
}
