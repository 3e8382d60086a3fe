using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cosmos.Vp;

/// <summary>
/// What one VP keeps for itself: the start of its globals page. The rest of that page holds its descriptor tables and the stacks of the exceptions that
/// need their own, see <see cref="GlobalsPage"/>. Whoever starts the VP fills the first block, the VP itself the rest.
/// </summary>
public unsafe struct VpGlobals
{
    /// <summary>The VP's index in the machine.</summary>
    public uint VpIndex;

    /// <summary>The VP's index in its node.</summary>
    public uint NodeCpuIndex;

    /// <summary>The node's index.</summary>
    public uint NodeIndex;

    /// <summary>Records that the trace ring holds; 0 when there is none.</summary>
    public uint TraceCapacity;

    /// <summary>Physical address of the hypercall input page.</summary>
    public ulong HypercallInput;

    /// <summary>Physical address of the hypercall output page.</summary>
    public ulong HypercallOutput;

    /// <summary>Physical address of the VP assist page.</summary>
    public ulong AssistPage;

    /// <summary>Physical address of the register page.</summary>
    public ulong RegisterPage;

    /// <summary>Whether handler state is mapped.</summary>
    public bool HasHandlerState;

    /// <summary>Whether assist page and register page were given to the hypervisor.</summary>
    public bool OverlaysMapped;

    /// <summary>Whether the hypervisor took the register page.</summary>
    public bool RegisterPageMapped;

    /// <summary>What the VP is doing.</summary>
    public VpState State;

    /// <summary>How often the kernel failed on this VP: once, and once more for every failure while it dealt with the first.</summary>
    public byte DeathAttempts;

    /// <summary>The guarded call in progress, or null.</summary>
    public GuardFrame* Guard;

    /// <summary>This VP's status byte.</summary>
    public byte* Status;

    /// <summary>The node's control page.</summary>
    public ControlPage* Control;

    /// <summary>The VP's command page.</summary>
    public CommandPage* Command;

    /// <summary>The VP's trace ring, or null.</summary>
    public TraceRingHeader* Trace;

    /// <summary>Handler state, or null.</summary>
    public byte* HandlerState;

    /// <summary>The command being carried out, for the trace and for fault messages.</summary>
    public uint CurrentCommand;

    /// <summary>Whether <see cref="CurrentCommand"/> ended with an error.</summary>
    public bool CommandFailed;

    /// <summary>Vector of the exception that ended the command; 255 for none.</summary>
    public byte CommandVector;

    /// <summary>When the command first saw the stop request, or 0.</summary>
    public ulong StopSeenAt;

    /// <summary>Non-maskable interrupts that came while nothing was guarded.</summary>
    public ulong NmiCount;
}
