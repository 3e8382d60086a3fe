using System.Runtime.CompilerServices;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Monitor;

/// <summary>Room for a client of every node that a machine can have.</summary>
/// <typeparam name="THost">The machine the monitor runs on.</typeparam>
[InlineArray(SidecarLimits.MaxNodes)]
public struct NodeClients<THost>
    where THost : struct, INodeHost
{
    private NodeClient<ProcessorMemory, THost> _first;
}
