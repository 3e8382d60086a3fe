using System;

namespace Sidecar.Boot.Monitor.Session;

/// <summary>Enumerates the VPs that are the sidecar's, by index. One that leaves during the enumeration is passed over.</summary>
/// <param name="vps">All VPs.</param>
public ref struct ServingVps(ReadOnlySpan<MonitorVp> vps)
{
    private readonly ReadOnlySpan<MonitorVp> _vps = vps;
    private int _next;

    /// <summary>The VP's index in the machine.</summary>
    public readonly uint Current => (uint)(_next - 1);

    /// <summary>For <c>foreach</c>.</summary>
    public readonly ServingVps GetEnumerator() => this;

    /// <summary>Goes on to the next.</summary>
    public bool MoveNext()
    {
        while (_next < _vps.Length)
        {
            if (_vps[_next++].Role == VpRole.Sidecar)
            {
                return true;
            }
        }

        return false;
    }
}
