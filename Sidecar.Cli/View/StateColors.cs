using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Cli.View;

/// <summary>The colours of the states, the same on the terminal and in timelines; told apart by the colour-blind too (Okabe and Ito's palette).</summary>
internal static class StateColors
{
    /// <summary>A state that is not known: white.</summary>
    public static StateColor Unknown { get; } = new("Unknown", "white", "#ffffff");

    /// <summary>Every state a VP can be shown in.</summary>
    public static IReadOnlyList<StateColor> Legend { get; } =
    [
        new("Host", "purple", "#cc79a7"),
        new("Removed", "grey", "#999999"),
        new("Halted", "deepskyblue3", "#56b4e9"),
        new("Running", "green3", "#009e73"),
        new("Interrupted", "orange1", "#e69f00"),
        new("Converting", "red3", "#d55e00"),
    ];

    /// <summary>The colour of a state; white for a name that is none.</summary>
    public static StateColor Of(string state) => Legend.FirstOrDefault(item => item.Name == state) ?? Unknown;
}
