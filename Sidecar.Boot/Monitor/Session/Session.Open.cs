using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Session;

/// <content>Taking the sidecar over from the shim.</content>
public ref partial struct Session<THost>
{
    /// <summary>Attaches to every node and claims every VP that serves. False when a node cannot be driven; the step that is under way then says which and why.</summary>
    public bool Open()
    {
        foreach (ref var vp in _setup.Vps)
        {
            vp.Node = MonitorVp.NoNode;
            vp.Role = VpRole.Host;
        }

        var opened = true;
        for (var index = 0; index < _setup.Nodes.Length; index++)
        {
            opened &= OpenNode(index, in _setup.Nodes[index]);
        }

        return opened;
    }

    private bool OpenNode(int index, in MonitorNode node)
    {
        var result = NodeClient<ProcessorMemory, THost>.Attach(node.Pages, node.VpCount, _host, out var client);
        if (result != AttachResult.Attached)
        {
            return RejectNode(index, NodeText.Of(result));
        }

        if (client.BaseVp != node.BaseVp || client.Count != node.VpCount || node.BaseVp >= CpuCount || node.VpCount > CpuCount - node.BaseVp)
        {
            return RejectNode(index, "the control page does not name the VPs that the shim gave the node"u8);
        }

        _clients[index] = client;
        client.SetResponse(this[0].ApicId, _setup.AttentionVector);
        for (var i = 0u; i < client.Count; i++)
        {
            ref var vp = ref this[client.BaseVp + i];
            vp.Node = (ushort)index;
            vp.NodeCpuIndex = (byte)i;
            // The base VP, and those that the sidecar was told to leave alone, show REMOVED, and so cannot be claimed.
            vp.Role = i != 0 && client.StatusOf(i) == CpuStatus.IDLE && client.Claim(i) == ClaimResult.Claimed ? VpRole.Sidecar : VpRole.Host;
        }

        return true;
    }

    private bool RejectNode(int index, System.ReadOnlySpan<byte> why)
    {
        var text = new Utf8Writer(stackalloc byte[TextCapacity]);
        text.Write("node "u8);
        text.WriteDecimal((uint)index);
        text.Write(": "u8);
        text.Write(why);
        return Fail(text.Written);
    }
}
