using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Work on one VP that goes on until it is stopped.</summary>
internal interface IVpWorker
{
    /// <summary>What it has done by now, in units of its own. Never less than before, and more while it works.</summary>
    long Progress { get; }

    /// <summary>Works until it is stopped; then the VP is idle.</summary>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="Scenarios.StepException">An answer was not right.</exception>
    Task WorkAsync(CancellationToken stop);
}
