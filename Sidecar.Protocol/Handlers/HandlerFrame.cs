namespace Sidecar.Protocol.Handlers;

/// <summary>What the kernel hands a running handler, and what the handler hands back beside its response. Lives on the kernel's stack.</summary>
public unsafe struct HandlerFrame
{
    /// <summary>The VP's status byte on the control page.</summary>
    public byte* Status;

    /// <summary>Where progress is shown to the host: <c>CommandPage.Reserved[0]</c>.</summary>
    public ulong* Progress;

    /// <summary>The VP's index in the machine.</summary>
    public uint VpIndex;

    /// <summary>The VP's index in its node.</summary>
    public uint NodeCpuIndex;

    /// <summary>Time stamp at which the handler first saw the stop request; 0 while it has not.</summary>
    public ulong StopSeenAt;

    /// <summary>Length of the error text in <see cref="Error"/>; 0 when the handler succeeds.</summary>
    public int ErrorLength;

    /// <summary>The error text, UTF-8.</summary>
    public fixed byte Error[255];
}
