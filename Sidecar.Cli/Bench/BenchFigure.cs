namespace Sidecar.Cli.Bench;

/// <summary>One line of the bench.</summary>
/// <param name="Name">What was measured.</param>
internal sealed record BenchFigure(string Name)
{
    /// <summary>Instructions; null when not counted.</summary>
    public ulong? Instructions { get; init; }

    /// <summary>Time in nanoseconds; null when not measured.</summary>
    public double? Nanoseconds { get; init; }

    /// <summary>Bytes, or a number of something; null when it is no such figure.</summary>
    public ulong? Amount { get; init; }

    /// <summary>The Rust kernel's figure, in instructions or bytes; null when it has none.</summary>
    public ulong? Peer { get; init; }

    /// <summary>The time that Linux takes for the same, in nanoseconds; null when that is not measured.</summary>
    public double? LinuxNanoseconds { get; init; }

    /// <summary>Ours divided by the peer's, or our time by Linux's: below 1 is better. Null without both.</summary>
    public double? Ratio => Peer is { } peer && (Instructions ?? Amount) is { } ours ? (double)ours / peer : Nanoseconds / LinuxNanoseconds;
}
