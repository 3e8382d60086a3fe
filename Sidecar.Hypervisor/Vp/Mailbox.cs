namespace Sidecar.Hypervisor.Vp;

/// <summary>What other CPUs ask of a VP; each field is written with interlocked operations.</summary>
public unsafe struct Mailbox
{
    /// <summary>Bits of <see cref="RequestFlags"/>.</summary>
    public uint Requests;

    /// <summary>Vector of the start-up interrupt of <see cref="RequestFlags.StartUp"/>.</summary>
    public uint StartUpVector;

    /// <summary>Who runs something here by <see cref="RequestFlags.Call"/>: VP index plus one, 0 for nobody.</summary>
    public uint Caller;

    /// <summary>What the call does.</summary>
    public CallKind CallKind;

    /// <summary>The call's arguments and results.</summary>
    public CallArguments* CallArguments;

    /// <summary>1 when the call is done.</summary>
    public uint CallDone;

    /// <summary>NMIs that other CPUs sent with their requests.</summary>
    public uint KicksSent;

    /// <summary>How many of them have been taken for such; no more than were sent. Several that came as one leave a difference behind.</summary>
    public uint KicksSeen;

    /// <summary>Generation of the nested page tables that this CPU has forgotten everything older of.</summary>
    public uint FlushedGeneration;

    /// <summary>1 while a guest may be running on this CPU.</summary>
    public uint InGuest;
}
