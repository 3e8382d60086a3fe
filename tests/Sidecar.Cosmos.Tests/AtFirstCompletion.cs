using System;
using System.Threading;
using Sidecar.Simulation;
using Sidecar.Simulation.Processors;

namespace Sidecar.Cosmos.Tests;

/// <summary>Something that happens right before the kernel first replaces a status byte: after the command is finished, before the host can know.</summary>
internal static class AtFirstCompletion
{
    /// <summary>The hook that does it.</summary>
    public static Action<Processor, SharedAccess> Do(Action action)
    {
        var done = 0;
        return (_, access) =>
        {
            if (access == SharedAccess.CompareExchange && Interlocked.Exchange(ref done, 1) == 0)
            {
                action();
            }
        };
    }
}
