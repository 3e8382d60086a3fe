using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.View;
using Xunit;

namespace Sidecar.Cli.Tests.Run;

public class ConsoleFilterTests
{
    [Theory]
    [InlineData("boot: 8 CPUs", true, true)]
    [InlineData("hypervisor: on", true, true)]
    [InlineData("  guest 3: hello", true, true)]
    [InlineData("  pass  start-up   6 VPs", false, false)]
    [InlineData("  FAIL  start-up   6 VPs", false, false)]
    [InlineData("init: vmm ended with 0", false, true)]
    [InlineData("[0] is no time", false, true)]
    [InlineData("[    0.000000] Command line: sidecar.run=vmm", false, false)]
    [InlineData("[    0.000000] x86/fpu: Supporting XSAVE feature 0x001", false, false)]
    [InlineData("[   12.345678] mshv_vtl_sidecar SDCR0001:00: 4 CPUs", false, true)]
    [InlineData("[    2.000000] Kernel panic - not syncing: Attempted to kill init!", false, true)]
    [InlineData("[    2.000000] BUG: kernel NULL pointer dereference", false, true)]
    [InlineData("", false, false)]
    public void WhatIsShown(string line, bool monitor, bool linux)
    {
        new ConsoleFilter(BootMode.Monitor).Shows(line).ShouldBe(monitor);
        new ConsoleFilter(BootMode.Linux).Shows(line).ShouldBe(linux);
    }
}
