namespace Sidecar.Hypervisor.Vp;

/// <summary>What other CPUs ask of a VP; each field is written with interlocked operations.</summary>
public struct Mailbox
{
    /// <summary>Bits of <see cref="RequestFlags"/>.</summary>
    public uint Requests;

    /// <summary>Vector of the start-up interrupt of <see cref="RequestFlags.StartUp"/>.</summary>
    public uint StartUpVector;

    /// <summary>Who runs something here by <see cref="RequestFlags.Call"/>: VP index plus one, 0 for nobody.</summary>
    public uint Caller;

    /// <summary>What the call does; private to <see cref="RequestFlags.Call"/>'s code.</summary>
    public ulong CallKind;

    /// <summary>Hypervisor address of the call's arguments and results.</summary>
    public ulong CallArgument;

    /// <summary>1 when the call is done.</summary>
    public uint CallDone;

    /// <summary>Generation of the nested page tables that this CPU has forgotten everything older of.</summary>
    public uint FlushedGeneration;

    /// <summary>1 while a guest may be running on this CPU.</summary>
    public uint InGuest;
}
