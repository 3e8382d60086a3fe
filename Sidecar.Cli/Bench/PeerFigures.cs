using System.Collections.Generic;

namespace Sidecar.Cli.Bench;

/// <summary>
/// What the Rust kernel needs: OpenHCL's sidecar (openvmm commit 1488a37), executed instruction by instruction. Instructions are from wake to halt on the VP, bytes those of
/// the stripped file, of the image in memory, and of a VP's pages. It has no published figure for start-up, round trips or wake-up.
/// </summary>
internal static class PeerFigures
{
    private static readonly Dictionary<string, ulong> Figures = new()
    {
        ["command-none"] = 85,
        ["command-unknown"] = 539,
        ["stop-run-vp"] = 152,
        ["remove"] = 137,
        ["get-1"] = 225,
        ["get-2"] = 306,
        ["get-31"] = 2_655,
        ["set-1"] = 216,
        ["translate"] = 226,
        ["run-vp"] = 1_705,
        ["run-vp-reentry"] = 42,
        [BenchResults.FileBytes] = 75_168,
        [BenchResults.ImageBytes] = 110_129,
        [BenchResults.VpBytes] = 53_248,
    };

    /// <summary>The figure for a metric; null when there is none.</summary>
    public static ulong? Of(string name) => Figures.TryGetValue(name, out var value) ? value : null;
}
