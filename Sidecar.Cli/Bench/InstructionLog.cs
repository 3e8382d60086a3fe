using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Sidecar.Cli.Bench;

/// <summary>
/// Reads QEMU's log of the instructions that CPUs executed in the kernel, one CPU at a time: how many each executed from one request interrupt to its next, which is from wake to halt.
/// </summary>
internal static class InstructionLog
{
    private const string Executed = "Trace ";
    private const string Requested = "Servicing hardware INT=0x20";

    /// <summary>The counts by CPU, one a wake-up. What came before a CPU's first request, its start, is left out.</summary>
    public static IReadOnlyDictionary<int, List<ulong>> Windows(TextReader log)
    {
        var windows = new Dictionary<int, List<ulong>>();
        var requested = false;
        while (log.ReadLine() is { } line)
        {
            if (line.StartsWith(Requested, StringComparison.Ordinal))
            {
                requested = true;
            }
            else if (line.StartsWith(Executed, StringComparison.Ordinal) && Cpu(line) is { } cpu)
            {
                // The log does not say whose interrupt it was; the CPU that goes on is.
                if (requested)
                {
                    windows.TryAdd(cpu, []);
                    windows[cpu].Add(0);
                    requested = false;
                }

                if (windows.TryGetValue(cpu, out var counts))
                {
                    counts[^1]++;
                }
            }
        }

        return windows;
    }

    private static int? Cpu(string line)
    {
        var end = line.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && int.TryParse(line.AsSpan(Executed.Length, end - Executed.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? cpu : null;
    }
}
