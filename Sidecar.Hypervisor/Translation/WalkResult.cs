using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Translation;

/// <summary>How a walk ended.</summary>
public struct WalkResult
{
    /// <summary>The TLFS's result code. A GPA failure is about a table; the page that the address leads to is not looked at.</summary>
    public TranslateGvaResultCode Code;

    /// <summary>The address is none that the mode has: #GP where others are page faults.</summary>
    public bool BeyondRange;

    /// <summary>Which entry of the page attribute table the page has, 0 to 7.</summary>
    public byte PatIndex;

    /// <summary>Error code of the page fault that the access would raise; 0 unless it would.</summary>
    public uint ErrorCode;

    /// <summary>Physical address: of the byte on success, of the table's entry on a GPA failure; else 0.</summary>
    public ulong Address;
}
