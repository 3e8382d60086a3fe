using System.Collections.Generic;
using System.Globalization;
using Spectre.Console;

namespace Sidecar.Cli.Bench;

/// <summary>The bench on the terminal.</summary>
internal static class BenchTable
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<BenchFigure> figures)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("figure");
        foreach (var column in new[] { "instructions", "time", "amount", "Rust kernel", "Linux", "ratio" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name), Number(figure.Instructions), Time(figure.Nanoseconds), Number(figure.Amount), Number(figure.Peer), Time(figure.LinuxNanoseconds), Ratio(figure.Ratio));
        }

        console.Write(table);
    }

    private static string Number(ulong? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string Time(double? value) => value switch
    {
        null => "",
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value:N0} ns"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:N1} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:N1} ms"),
    };

    private static string Ratio(double? value) => value is { } ratio ? $"[{(ratio <= 1 ? "green" : "yellow")}]{Digits(ratio)}[/]" : "";

    /// <summary>A small one would be nothing but zeros in two places.</summary>
    private static string Digits(double ratio) => ratio.ToString(ratio < 0.1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);
}
