using System.Collections.Generic;

namespace Sidecar.Cli.Timeline;

/// <summary>One VP of a timeline.</summary>
/// <param name="Vp">Its index in the machine.</param>
/// <param name="Node">Its node; -1 when the report does not say.</param>
/// <param name="Intervals">Its states, in order.</param>
internal sealed record VpRow(int Vp, int Node, IReadOnlyList<StateInterval> Intervals);
