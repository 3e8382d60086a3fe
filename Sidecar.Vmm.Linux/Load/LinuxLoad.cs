using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>Work of Linux's own, beside that of the sidecar: threads that compute, processes that come and go, memory, files. Each kind looks whether what it did is right, and counts.</summary>
internal sealed class LinuxLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LoadKind[] _kinds;
    private readonly List<Task> _threads = [];

    /// <summary>Begins.</summary>
    public LinuxLoad()
    {
        _kinds = [new ComputingLoad(), new ProcessLoad(), new MemoryLoad(), new FileLoad()];
        foreach (var kind in _kinds)
        {
            _threads.Add(Task.Factory.StartNew(() => kind.Run(_stop.Token), TaskCreationOptions.LongRunning));
        }
    }

    /// <summary>What was done until now, in words.</summary>
    public string Text => string.Join(", ", _kinds.Select(kind => $"{kind.Count} {kind.Unit}"));

    /// <summary>Ends it.</summary>
    /// <exception cref="Scenarios.StepException">Something was not right.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_threads);
        _stop.Dispose();
    }
}
