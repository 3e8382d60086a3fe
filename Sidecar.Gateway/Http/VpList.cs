using System.Text.Json;
using Sidecar.Client;
using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway.Http;

/// <summary>VPs as <c>GET /vps</c> shows them: all of all nodes, base VPs included.</summary>
internal static class VpList
{
    /// <summary>Writes the array.</summary>
    public static void Write(Utf8JsonWriter json, GatewayApp gateway)
    {
        json.WriteStartArray();
        foreach (var node in gateway.Client.Nodes)
        {
            WriteHost(json, node);
            foreach (var vp in node.Vps)
            {
                Write(json, gateway.Pool.Find(vp.Index)!);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, VpLane lane)
    {
        Begin(json, lane.Vp.Index, lane.Vp.Node, VpStateText.Of(lane));
        json.WriteNumber("requests", lane.Requests);
        json.WriteNumber("errors", lane.Errors);
        json.WriteString("lastHandler", lane.LastHandler?.Name);
        json.WriteEndObject();
    }

    /// <summary>Writes a node's base VP.</summary>
    public static void WriteHost(Utf8JsonWriter json, SidecarNode node)
    {
        Begin(json, node.BaseVp, node, VpStateText.Host);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, uint vp, SidecarNode node, string state)
    {
        json.WriteStartObject();
        json.WriteNumber("vp", vp);
        json.WriteNumber("cpu", vp);
        json.WriteNumber("node", node.Index);
        json.WriteString("state", state);
    }
}
