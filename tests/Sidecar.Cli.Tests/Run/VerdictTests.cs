using System;
using System.Linq;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Cli.Run;
using Xunit;

namespace Sidecar.Cli.Tests.Run;

public class VerdictTests
{
    private const string Machine = "machine cpus=2 nodes=1 tsc_hz=1";

    [Theory]
    [InlineData("result pass|end", 1, "", null)]
    [InlineData("result fail text=\"VP 3 is lost\"|end", 3, "", "the scenario failed: VP 3 is lost")]
    [InlineData("result fail|end", 3, "", "the scenario failed")]
    [InlineData("step name=stop result=fail text=late|result pass|end", 1, "", "step stop failed: late")]
    [InlineData("result pass", 0, "", "the machine reset or went off before its report ended")]
    [InlineData("result pass", 1, "", "QEMU ended with 1 before the report did")]
    [InlineData("", 134, "assertion", "QEMU ended with 134 before the report did: assertion")]
    [InlineData("end", 1, "", "the report ended without a result")]
    [InlineData("what|result pass|end", 1, "", "1 lines of the report could not be read, the first: report line 3: unknown kind what: what")]
    public void OfAScenario(string lines, int exitCode, string errors, string? failure)
        => Verdict.Failure(Report(lines), exitCode, TimeSpan.FromSeconds(9), errors, interactive: false).ShouldBe(failure);

    [Fact]
    public void APanicFailsEvenWhatHadPassed()
        => Verdict.Failure(Report("result pass|end"), 0, TimeSpan.FromSeconds(9), "", interactive: false, "VFS: Unable to mount root fs").ShouldBe("Linux stopped: VFS: Unable to mount root fs");

    [Fact]
    public void TimeIsUp()
        => Verdict.Failure(Report("result pass"), null, TimeSpan.FromSeconds(9), "", interactive: false).ShouldBe("the machine was stopped after 9 s without having finished");

    [Fact]
    public void QemuThatDoesNotStart()
        => Verdict.Failure(new(), 1, TimeSpan.FromSeconds(9), "no such machine", interactive: false).ShouldBe("QEMU did not start: no such machine");

    [Theory]
    [InlineData("", 0, null)]
    [InlineData("", 1, null)]
    [InlineData("", 3, "QEMU ended with 3 before the report did")]
    [InlineData("result fail text=bad", 1, "the scenario failed: bad")]
    public void APersonMayLeave(string lines, int exitCode, string? failure)
        => Verdict.Failure(Report(lines), exitCode, TimeSpan.FromSeconds(9), "", interactive: true).ShouldBe(failure);

    private static MachineReport Report(string lines)
        => ReportReader.Read(new[] { "SIDECAR-REPORT 1", Machine }.Concat(lines.Split('|')));
}
