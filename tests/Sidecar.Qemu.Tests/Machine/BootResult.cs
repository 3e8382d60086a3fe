using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Cli.Report;
using Sidecar.Cli.Run;

namespace Sidecar.Qemu.Tests.Machine;

/// <summary>What came of a boot.</summary>
/// <param name="Outcome">How the command line sees it.</param>
/// <param name="Folder">What it left behind.</param>
public sealed record BootResult(RunOutcome Outcome, RunFolder Folder)
{
    /// <summary>QEMU's exit code after the monitor has written 0 to the debug exit.</summary>
    public const int ExitPassed = 1;

    /// <summary>QEMU's exit code after the monitor has written 1.</summary>
    public const int ExitFailed = 3;

    /// <summary>QEMU's exit code; null when it was killed because time was up.</summary>
    public int? ExitCode => Outcome.ExitCode;

    /// <summary>The report.</summary>
    public MachineReport Report => Outcome.Report;

    /// <summary>The lines of the console.</summary>
    public IReadOnlyList<string> Console => Lines(Folder.Console);

    /// <summary>The lines of the kernel's log.</summary>
    public IReadOnlyList<string> Log => Lines(Folder.Log);

    /// <summary>The transitions as text.</summary>
    public string Trace
    {
        get
        {
            var text = new StringWriter();
            TraceFormat.Write(Report, text);
            return text.ToString();
        }
    }

    /// <summary>VPs that serve, as the report had it first.</summary>
    public IEnumerable<int> StartedVps => Report.Trace.Where(item => item.Sequence == 0).Select(item => item.Vp).Order();

    /// <summary>Everything passed, and everybody says so.</summary>
    public BootResult ShouldPass()
    {
        Outcome.Failure.ShouldBeNull(Everything());
        ExitCode.ShouldBe(ExitPassed);
        Report.Steps.ShouldNotBeEmpty();
        Report.ProblemCount.ShouldBe(0);
        Console.ShouldNotContain(line => line.StartsWith("boot: no sidecar", System.StringComparison.Ordinal));
        return this;
    }

    /// <summary>The sidecar was refused in one line, and the host kernel was started without it.</summary>
    /// <param name="reason">Part of the line.</param>
    public void ShouldBeRefused(string reason)
    {
        var refusals = Refusals;
        refusals.Count.ShouldBe(1, Everything());
        refusals[0].ShouldContain(reason);
        Console.ShouldContain(line => line.StartsWith("scenario ", System.StringComparison.Ordinal), Everything());
        ExitCode.ShouldBe(ExitFailed, Everything());
        Report.Ended.ShouldBeTrue();
        Report.Passed.ShouldBe(false);
    }

    /// <summary>The lines that say why there is no sidecar.</summary>
    public IReadOnlyList<string> Refusals => [.. Console.Where(line => line.StartsWith("boot: no sidecar: ", System.StringComparison.Ordinal))];

    /// <summary>All that there is to see, for a test that fails.</summary>
    public string Everything()
    {
        var text = new StringBuilder();
        text.AppendLine(Outcome.Failure ?? "passed").AppendLine(Folder.Path);
        foreach (var line in Console)
        {
            text.Append("  | ").AppendLine(line);
        }

        return text.ToString();
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllText(path).Split('\n').Select(line => line.TrimEnd('\r')).ToArray()[..^1] : [];
}
