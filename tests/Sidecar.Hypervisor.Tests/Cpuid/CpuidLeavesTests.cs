using Sidecar.Hypervisor.Cpuid;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Cpuid;

/// <summary>What CPUID says.</summary>
public unsafe class CpuidLeavesTests
{
    private readonly TestPartition _world = new(3);

    [Theory]
    [InlineData(0x40000000u, 0x40000006u, 0x7263694du, 0x666f736fu, 0x76482074u)]
    [InlineData(0x40000001u, 0x31237648u, 0u, 0u, 0u)]
    [InlineData(0x40000003u, 0xa72u, 0x2b0000u, 0u, 0x8510u)]
    [InlineData(0x40000005u, 3u, 3u, 0u, 0u)]
    [InlineData(0x40000006u, 0xau, 0u, 0u, 0u)]
    [InlineData(0x40000007u, 0u, 0u, 0u, 0u)]
    [InlineData(0x4000ffffu, 0u, 0u, 0u, 0u)]
    public void Leaves_of_the_hypervisor(uint leaf, uint eax, uint ebx, uint ecx, uint edx) => Assert.Equal((eax, ebx, ecx, edx), Query(Vtl.Vtl2, leaf));

    [Fact]
    public void Svm_is_hidden_and_the_hypervisor_seen()
    {
        _world.State.CpuidLeaves[(1, 0)] = (1, 0x05000000, 0x9, 4);
        _world.State.CpuidLeaves[(0x80000001, 0)] = (1, 2, 0xff, 4);
        _world.State.CpuidLeaves[(0x8000000a, 0)] = (1, 2, 3, 4);
        Assert.Equal((1u, 0x05000000u, 0x80000009u, 4u), Query(Vtl.Vtl2, 1));
        Assert.Equal((1u, 0x05000000u, 0x80000001u, 4u), Query(Vtl.Vtl0, 1));
        Assert.Equal((1u, 2u, 0xfbu, 4u), Query(Vtl.Vtl2, 0x80000001));
        Assert.Equal((0u, 0u, 0u, 0u), Query(Vtl.Vtl2, 0x8000000a));
    }

    private (uint Eax, uint Ebx, uint Ecx, uint Edx) Query(Vtl vtl, uint leaf)
    {
        var registers = stackalloc uint[4];
        CpuidLeaves<TestMachine>.Query(_world.Vp(), vtl, leaf, 0, registers);
        return (registers[0], registers[1], registers[2], registers[3]);
    }
}
