using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>The threads of a process, as procfs lists them.</summary>
internal static class ProcessThreads
{
    /// <summary>How many this process has.</summary>
    public static int OwnCount => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Their numbers; none when the process has ended.</summary>
    public static IReadOnlyList<int> Of(int process)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        try
        {
            return [.. Directory.GetDirectories(folder).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
