namespace Sidecar.Protocol.Node;

/// <summary>Whether a control page can be driven.</summary>
public enum AttachResult : byte
{
    /// <summary>It can.</summary>
    Attached = 0,

    /// <summary>It counts no VP, or more than the host has slots or the page has status bytes.</summary>
    BadCpuCount = 1,

    /// <summary>Its request vector is not one that an interrupt can have: 16 to 255.</summary>
    BadRequestVector = 2,
}
