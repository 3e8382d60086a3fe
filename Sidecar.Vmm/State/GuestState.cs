using System.Runtime.CompilerServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Vmm.State;

/// <summary>What the VMM keeps about the guest on one VP: how far it is, its devices, counts.</summary>
public struct GuestState
{
    /// <summary>Bytes of a line of text that are kept.</summary>
    public const int LineCapacity = 120;

    /// <summary>How far it is.</summary>
    public GuestPhase Phase;

    /// <summary>Why the VMM gave it up.</summary>
    public GuestProblem Problem;

    /// <summary>Whether the VMM waits for the guest to be able to take the interrupt that woke it.</summary>
    public bool WakePending;

    /// <summary>Whether the VMM asked for the run's end.</summary>
    public bool StopAsked;

    /// <summary>Whether the console told of its end.</summary>
    public bool IsTold;

    /// <summary>Bytes in <see cref="Line"/>.</summary>
    public byte LineLength;

    /// <summary>What the guest gave to port 0xf4.</summary>
    public uint Result;

    /// <summary>Lines of text that the guest has printed.</summary>
    public uint Lines;

    /// <summary>Exits, by <see cref="GuestExitKind"/>.</summary>
    public Array16<uint> Exits;

    /// <summary>Kind of the message that came last.</summary>
    public HvMessageType LastMessage;

    /// <summary>Guest-physical address of the access that was caught last.</summary>
    public ulong LastCaught;

    /// <summary>What was written last to each test port.</summary>
    public Array16<uint> Ports;

    /// <summary>The test MSRs.</summary>
    public Array16<ulong> Msrs;

    /// <summary>The test device in memory.</summary>
    public Array16<ulong> Latches;

    /// <summary>The line of text that the guest is writing.</summary>
    public LineBuffer Line;

    /// <summary>Exits of one kind.</summary>
    public readonly uint ExitsOf(GuestExitKind kind) => Exits[(int)kind];

    /// <summary>Storage of a line.</summary>
    [InlineArray(LineCapacity)]
    public struct LineBuffer
    {
        private byte _first;
    }
}
