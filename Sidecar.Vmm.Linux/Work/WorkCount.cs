using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Commands that were started, and those whose answer came and was right. For any thread.</summary>
internal sealed class WorkCount
{
    private long _started;
    private long _answered;

    /// <summary>Commands that were started.</summary>
    public long Started => Interlocked.Read(ref _started);

    /// <summary>Commands whose answer came, and was the right one.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Counts a command, and its answer unless it ends with an exception.</summary>
    public async Task CountAsync(Func<Task> command)
    {
        Interlocked.Increment(ref _started);
        await command();
        Interlocked.Increment(ref _answered);
    }
}
