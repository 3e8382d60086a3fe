using Sidecar.Protocol.Node;

namespace Sidecar.Protocol.Tests.Node;

/// <summary>The host's side of a <see cref="ScriptedNode"/>.</summary>
internal readonly struct ScriptedHost(ScriptedNode node) : INodeHost
{
    public ulong NowNanoseconds => node.Now;

    public void FullFence()
    {
    }

    public void SendRequest(uint vpIndex, byte vector) => node.OnRequest?.Invoke(vpIndex - 8);

    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
    {
        node.Now += 1000;
        node.OnPark?.Invoke();
    }

    public void Wake(uint nodeCpuIndex)
    {
    }
}
