using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>Work on one of Linux's CPUs, by a thread of its own that is bound to it: one of the pool's would be bound for good.</summary>
internal static class BoundThread
{
    /// <summary>Does it. The task ends as the work does.</summary>
    /// <param name="cpu">The CPU; Linux's.</param>
    /// <param name="work">The work.</param>
    public static Task RunAsync(uint cpu, Action work)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                CpuBinding.Bind(cpu);
                work();
                over.SetResult();
            }
            catch (Exception exception)
            {
                over.SetException(exception);
            }
        })
        {
            Name = $"on CPU {cpu}",
            IsBackground = true,
        };
        thread.Start();
        return over.Task;
    }
}
