using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Vp;

/// <summary>Exceptions that VTL2 asks for are intercepted from the next entry of VTL0 on.</summary>
public unsafe class WantedExceptionsTests
{
    private const uint Always = (1 << 1) | (1 << 17);
    private readonly TestPartition _partition = new();

    [Theory]
    [InlineData(0u)]
    [InlineData(1u << 6)]
    [InlineData((1u << 14) | (1u << 3))]
    public void Each_entry_of_vtl0_intercepts_what_is_wanted_then(uint wanted)
    {
        var vp = _partition.Vp();
        vp->WantedExceptions = wanted;
        VtlSwitch<TestMachine>.ReturnToVtl0(vp, fast: true);
        VtlSwitch<TestMachine>.PrepareVtl0(vp);
        Assert.Equal(wanted | Always, vp->Vtl0.Vmcb->InterceptExceptions);
    }

    [Fact]
    public void What_is_wanted_no_longer_is_let_go()
    {
        var vp = _partition.Vp();
        vp->WantedExceptions = 1 << 6;
        VtlSwitch<TestMachine>.ReturnToVtl0(vp, fast: true);
        VtlSwitch<TestMachine>.PrepareVtl0(vp);
        VtlSwitch<TestMachine>.SwitchTo(vp, Vtl.Vtl2);
        vp->WantedExceptions = 0;
        VtlSwitch<TestMachine>.ReturnToVtl0(vp, fast: true);
        VtlSwitch<TestMachine>.PrepareVtl0(vp);
        Assert.Equal(Always, vp->Vtl0.Vmcb->InterceptExceptions);
    }
}
