using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sidecar.Tlfs.Tests;

/// <summary>One boot of the suite for all tests: QEMU's interpreter with SVM, <c>boot.elf</c>, and the suite where <c>sidecar.elf</c> would be.</summary>
public sealed partial class SuiteBoot
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    /// <summary>Boots, and reads the lines.</summary>
    public SuiteBoot()
    {
        string[] arguments =
        [
            "-machine", "q35", "-accel", "tcg", "-cpu", "max,+svm,+x2apic", "-smp", "4", "-m", "512", "-display", "none", "-no-reboot", "-serial", "stdio",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", Metadata("Boot"), "-initrd", Metadata("Suite"),
        ];
        var start = new ProcessStartInfo("qemu-system-x86_64", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using var qemu = Process.Start(start)!;
        var output = qemu.StandardOutput.ReadToEndAsync();
        if (!qemu.WaitForExit(s_patience))
        {
            qemu.Kill();
        }

        qemu.WaitForExit();
        Output = output.Result;
        foreach (Match line in CheckLine().Matches(Output))
        {
            Names.Add(line.Groups["name"].Value);
            Results[line.Groups["name"].Value] = line.Groups["result"].Value;
        }
    }

    /// <summary>Everything on the serial port.</summary>
    public string Output { get; }

    /// <summary>The checks, in order; one that was printed twice is there twice.</summary>
    public List<string> Names { get; } = [];

    /// <summary>What each check said.</summary>
    public Dictionary<string, string> Results { get; } = [];

    /// <summary>The checks that there have to be: a file, a line each.</summary>
    public static IEnumerable<string> Expected => File.ReadLines(Metadata("Checks"));

    private static string Metadata(string key)
        => typeof(SuiteBoot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    [GeneratedRegex(@"^check (?<name>.+): (?<result>pass|FAIL.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex CheckLine();
}
