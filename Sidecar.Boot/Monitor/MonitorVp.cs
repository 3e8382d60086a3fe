using Sidecar.Protocol.Vp;

namespace Sidecar.Boot.Monitor;

/// <summary>What the monitor keeps about one VP of the machine.</summary>
public struct MonitorVp
{
    /// <summary>Value of <see cref="Node"/> for a CPU outside every node.</summary>
    public const ushort NoNode = ushort.MaxValue;

    /// <summary>The CPU's x2APIC id.</summary>
    public uint ApicId;

    /// <summary>The node's index, or <see cref="NoNode"/>.</summary>
    public ushort Node;

    /// <summary>The VP's index in its node.</summary>
    public byte NodeCpuIndex;

    /// <summary>Whose it is.</summary>
    public VpRole Role;

    /// <summary>Whether it left the sidecar and runs the host's code.</summary>
    public bool IsConverted;

    /// <summary>State last shown in the report.</summary>
    public VpState Shown;

    /// <summary>Whether <see cref="Shown"/> was ever reported.</summary>
    public bool IsShown;

    /// <summary>Whether a command is under way that nobody has collected.</summary>
    public bool IsBusy;

    /// <summary>The command that is under way, or was last.</summary>
    public uint Command;

    /// <summary>Commands that the monitor gave the VP.</summary>
    public uint Commands;

    /// <summary>Those that ended with an error.</summary>
    public uint Errors;

    /// <summary>Stops that the monitor asked for.</summary>
    public uint Stops;
}
