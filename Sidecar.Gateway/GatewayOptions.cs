using System;

namespace Sidecar.Gateway;

/// <summary>How the gateway behaves.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Addresses that it listens at.</summary>
    public string[] Urls { get; init; } = ["http://0.0.0.0:8080"];

    /// <summary>Names by which browsers may address it, beside localhost and addresses.</summary>
    public string[] Hosts { get; init; } = [];

    /// <summary>Calls that may wait for a VP. What comes beyond them is refused at once.</summary>
    public int Queue { get; init; } = 256;

    /// <summary>Time that a call may take, the wait for a VP included. A call may ask for less.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether each request is a line on standard output.</summary>
    public bool Log { get; init; }

    /// <summary>Largest body of a request, in bytes: a payload is 1,024 at most, and takes up to six times as much in JSON.</summary>
    public int MaxBodySize { get; init; } = 64 * 1024;
}
