using System;
using System.IO;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.Tests;

/// <summary>A small report with one of everything.</summary>
internal static class SampleReport
{
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "tour.report.txt");

    public static string[] Lines => System.IO.File.ReadAllLines(File);

    public static MachineReport Read() => ReportReader.Read(Lines);
}
