using Sidecar.Protocol.Node;
using Sidecar.Simulation.Host;

namespace Sidecar.Client.Tests.Simulated;

/// <summary>The simulated machine as the driver's node protocol sees it; whatever is new of a VP wakes the driver's thread as well.</summary>
/// <param name="node">The driver's side of the node.</param>
internal readonly struct DriverHost(SimulatedNode node) : INodeHost
{
    private SimulatedHost Host => new(node.Machine);

    public ulong NowNanoseconds => Host.NowNanoseconds;

    public void FullFence() => Host.FullFence();

    public void SendRequest(uint vpIndex, byte vector) => Host.SendRequest(vpIndex, vector);

    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline) => Host.Park(nodeCpuIndex, ref needsAttention, ref slot, seen, deadline);

    public void Wake(uint nodeCpuIndex)
    {
        node.NoteNews();
        Host.Wake(nodeCpuIndex);
    }
}
