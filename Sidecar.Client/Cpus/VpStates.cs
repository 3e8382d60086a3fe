using System;
using System.Globalization;

namespace Sidecar.Client.Cpus;

/// <summary>The text of a node's <c>vps</c>: a line a VP, its CPU number and a word. Lines of any other form are passed over.</summary>
internal static class VpStates
{
    /// <summary>Whether there is a line for a CPU.</summary>
    public static bool Contains(ReadOnlySpan<char> text, uint cpu) => TryFind(text, cpu, out _);

    /// <summary>What the line of a CPU says.</summary>
    public static CpuState Find(ReadOnlySpan<char> text, uint cpu) => TryFind(text, cpu, out var word) ? StateOf(word) : CpuState.Unknown;

    private static bool TryFind(ReadOnlySpan<char> text, uint cpu, out ReadOnlySpan<char> word)
    {
        foreach (var line in text.EnumerateLines())
        {
            var content = line.Trim();
            var end = content.IndexOfAny(' ', '\t');
            if (end > 0 && uint.TryParse(content[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == cpu)
            {
                word = content[end..].Trim();
                return true;
            }
        }

        word = default;
        return false;
    }

    private static CpuState StateOf(ReadOnlySpan<char> word) => word switch
    {
        "host" => CpuState.Host,
        "linux" => CpuState.Linux,
        "idle" => CpuState.Idle,
        "running" => CpuState.Running,
        "stopping" => CpuState.Stopping,
        "removing" => CpuState.Removing,
        "removed" => CpuState.Removed,
        "failed" => CpuState.Failed,
        _ => CpuState.Unknown,
    };
}
