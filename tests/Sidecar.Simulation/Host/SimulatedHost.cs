using System.Threading;
using Sidecar.Protocol.Node;

namespace Sidecar.Simulation.Host;

/// <summary>The simulated machine as the node protocol sees it.</summary>
/// <param name="machine">The machine.</param>
public readonly struct SimulatedHost(SimulatedMachine machine) : INodeHost
{
    /// <inheritdoc/>
    public ulong NowNanoseconds => HostProcessor.Now;

    /// <inheritdoc/>
    public void FullFence() => Interlocked.MemoryBarrier();

    /// <inheritdoc/>
    public void SendRequest(uint vpIndex, byte vector) => machine.SendInterrupt(machine.Cpus[(int)vpIndex].ApicId, vector);

    /// <inheritdoc/>
    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
        => machine.Host.SleepWhile(ref needsAttention, ref slot, seen, deadline);

    /// <inheritdoc/>
    public void Wake(uint nodeCpuIndex) => machine.Host.Wake();
}
