using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security;
using Sidecar.Cli.View;

namespace Sidecar.Cli.Timeline;

/// <summary>A timeline as SVG: one row a VP, states by colour, what each was when the pointer rests on it.</summary>
internal static class SvgTimeline
{
    private const double Left = 70;
    private const double Top = 46;
    private const double PlotWidth = 1100;
    private const double RowHeight = 18;
    private const double BarHeight = 14;

    // Thinner than this a state could not be seen; many last a microsecond in a run of a second.
    private const double MinBar = 0.8;

    /// <summary>Writes it.</summary>
    public static void Write(TimelineModel model, string title, TextWriter target)
    {
        var height = Top + (model.Rows.Count * RowHeight) + 30;
        Line(target, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + PlotWidth + 30:0} {height:0}\" font-family=\"sans-serif\" font-size=\"11\">");
        Line(target, $"<title>{Text(title)}</title>");
        Line(target, $"<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        Line(target, $"<text x=\"{Left:0}\" y=\"15\" font-size=\"13\" font-weight=\"bold\">{Text(title)}</text>");
        WriteLegend(target);
        WriteAxis(model, target, height);
        for (var index = 0; index < model.Rows.Count; index++)
        {
            WriteRow(model, model.Rows[index], Top + (index * RowHeight), target);
        }

        Line(target, $"</svg>");
    }

    /// <summary>Distance between marks on the axis: 1, 2 or 5 times a power of ten, so that about ten fit.</summary>
    public static double Step(double duration)
    {
        if (duration <= 0)
        {
            return 1;
        }

        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(duration / 10)));
        return new[] { 1.0, 2.0, 5.0 }.Select(factor => factor * magnitude).FirstOrDefault(step => duration / step <= 10, 10 * magnitude);
    }

    private static void WriteLegend(TextWriter target)
    {
        var x = Left;
        foreach (var state in StateColors.Legend.Where(state => state.Name != "Host"))
        {
            Line(target, $"<rect x=\"{x:0}\" y=\"24\" width=\"10\" height=\"10\" fill=\"{state.Svg}\"/><text x=\"{x + 14:0}\" y=\"33\">{state.Name}</text>");
            x += 90;
        }
    }

    private static void WriteAxis(TimelineModel model, TextWriter target, double height)
    {
        var bottom = height - 24;
        var step = Step(model.Duration);
        var (scale, unit) = model.Duration >= 2000 ? (1000.0, "ms") : (1.0, "µs");
        for (var mark = 0.0; mark <= model.Duration; mark += step)
        {
            var x = X(model, mark);
            Line(target, $"<line x1=\"{x:0.0}\" y1=\"{Top - 4:0}\" x2=\"{x:0.0}\" y2=\"{bottom:0}\" stroke=\"#dddddd\"/>");
            Line(target, $"<text x=\"{x:0.0}\" y=\"{bottom + 14:0}\" text-anchor=\"middle\">{mark / scale:0.###} {unit}</text>");
        }
    }

    private static void WriteRow(TimelineModel model, VpRow row, double y, TextWriter target)
    {
        Line(target, $"<text x=\"{Left - 6:0}\" y=\"{y + 11:0}\" text-anchor=\"end\">VP {row.Vp}</text>");
        foreach (var interval in row.Intervals)
        {
            var x = X(model, interval.Start);
            var width = Math.Max(MinBar, X(model, interval.End) - x);
            Line(
                target,
                $"<rect x=\"{x:0.00}\" y=\"{y:0}\" width=\"{width:0.00}\" height=\"{BarHeight:0}\" fill=\"{StateColors.Of(interval.State).Svg}\"><title>VP {row.Vp}: {interval.State} ({Text(interval.Cause)}), at {interval.Start:0.0} µs for {interval.End - interval.Start:0.0} µs</title></rect>");
        }
    }

    private static double X(TimelineModel model, double time) => Left + (model.Duration > 0 ? time / model.Duration * PlotWidth : 0);

    private static string Text(string text) => SecurityElement.Escape(text)!;

    private static void Line(TextWriter target, FormattableString text)
    {
        target.Write(text.ToString(CultureInfo.InvariantCulture));
        target.Write('\n');
    }
}
