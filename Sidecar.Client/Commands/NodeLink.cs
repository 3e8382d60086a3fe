using Sidecar.Client.Completions;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Commands;

/// <summary>What a VP needs of its node: the device, and the loop that reads its completions.</summary>
/// <param name="Device">The device.</param>
/// <param name="Loop">The loop.</param>
internal sealed record NodeLink(ISidecarDevice Device, CompletionLoop Loop)
{
    /// <summary>Whether the driver said that it has no claims.</summary>
    public bool HasNoClaims { get; set; }
}
