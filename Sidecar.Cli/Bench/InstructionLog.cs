using System;
using System.Collections.Generic;
using System.IO;

namespace Sidecar.Cli.Bench;

/// <summary>Reads QEMU's log of a machine with one VP: how many instructions the VP executed from each request interrupt to the next, which is from wake to halt.</summary>
internal static class InstructionLog
{
    private const string Executed = "Trace 1:";
    private const string Requested = "Servicing hardware INT=0x20";

    /// <summary>The counts, one a wake-up. What came before the first request, the VP's start, is left out.</summary>
    public static IReadOnlyList<ulong> Windows(TextReader log)
    {
        var windows = new List<ulong>();
        var begun = false;
        ulong count = 0;
        while (log.ReadLine() is { } line)
        {
            if (line.StartsWith(Executed, StringComparison.Ordinal))
            {
                count++;
            }
            else if (line.StartsWith(Requested, StringComparison.Ordinal))
            {
                if (begun)
                {
                    windows.Add(count);
                }

                begun = true;
                count = 0;
            }
        }

        if (begun)
        {
            windows.Add(count);
        }

        return windows;
    }
}
