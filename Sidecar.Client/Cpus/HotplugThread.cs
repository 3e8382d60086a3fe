using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Client.Cpus;

/// <summary>
/// Linux's CPU hotplug, on a thread of its own: it takes up to seconds, and where Linux has one CPU the thread pool has one thread, by which all other VPs' callers are waiting to go on.
/// </summary>
internal static class HotplugThread
{
    /// <summary>What the thread is called; Linux shows 15 characters of it.</summary>
    public const string Name = "Sidecar hotplug";

    /// <summary>Does something there. The task ends as it does.</summary>
    public static Task RunAsync(Action move)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                move();
                over.SetResult();
            }
            catch (Exception exception)
            {
                over.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = Name,
        };
        thread.Start();
        return over.Task;
    }
}
