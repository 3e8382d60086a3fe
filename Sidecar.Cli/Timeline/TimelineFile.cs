using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Report;

namespace Sidecar.Cli.Timeline;

/// <summary>Writes a timeline in the form that the file's name asks for.</summary>
internal static class TimelineFile
{
    private const string Title = "Sidecar: VP states over time";

    /// <summary>Null when the name says the form, otherwise what would do.</summary>
    public static string? Check(string path) => IsSvg(path) || IsJson(path) ? null : "expected a file name that ends in .svg or .json";

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(MachineReport report, string path, CancellationToken cancel)
    {
        var model = TimelineModel.Create(report);
        if (IsJson(path))
        {
            await File.WriteAllBytesAsync(path, ChromeTimeline.Write(model, Title), cancel);
            return;
        }

        var text = new StringWriter();
        SvgTimeline.Write(model, Title, text);
        await File.WriteAllTextAsync(path, text.ToString(), cancel);
    }

    private static bool IsSvg(string path) => path.EndsWith(".svg", StringComparison.Ordinal);

    private static bool IsJson(string path) => path.EndsWith(".json", StringComparison.Ordinal);
}
