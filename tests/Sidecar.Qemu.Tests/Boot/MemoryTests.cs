using System.Threading.Tasks;
using Shouldly;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>Little memory: as long as it is enough all is well, and when it is not, one line says what was missing.</summary>
public class MemoryTests
{
    [Theory]
    [InlineData(3, "too little memory: sidecar.elf needs 2048 KiB in one piece, the largest free piece has ")]
    [InlineData(4, "too little memory: sidecar.elf needs 2048 KiB in one piece, the largest free piece has ")]
    public async Task Too_little_for_the_image(int mebibytes, string reason) => (await BootAsync(4, mebibytes)).ShouldBeRefused(reason);

    [Fact]
    public async Task Too_little_for_a_node()
    {
        // 32 VPs with their handler state and traces take more than 4 MiB.
        (await BootAsync(32, 8, "no-hypervisor")).ShouldBeRefused("too little memory: node 0 needs ");
    }

    [Fact]
    public async Task Just_enough() => (await BootAsync(4, 8)).ShouldPass();

    [Fact]
    public async Task A_limit_on_the_command_line_works_as_less_memory_does()
    {
        var boot = await QemuBoots.BootAsync(BootRequest.Of("start", 4, 1) with { Words = "memory-limit=1M" });
        boot.ShouldBeRefused("too little memory: sidecar.elf needs 2048 KiB in one piece");
        boot.Console.ShouldContain(line => line.EndsWith(", 1024 KiB of memory free", System.StringComparison.Ordinal));
    }

    private static Task<BootResult> BootAsync(int cpus, int mebibytes, string words = "")
        => QemuBoots.BootAsync(new() { Words = words, Scenario = "start", Machine = new() { Cpus = cpus, Nodes = 1, Memory = (long)mebibytes << 20 } });
}
