namespace Sidecar.Protocol.Node;

/// <summary>
/// The host's private word about one VP: a phase, four flags and a generation that every start increments. It is only ever changed by compare-exchange
/// of the whole word. The generation is what makes that safe with several threads: a thread that looked at the VP, was delayed, and now wants to write down
/// the completion it saw finds another word if that completion was collected and the next command started meanwhile.
/// </summary>
/// <param name="value">The word.</param>
public readonly struct VpSlot(uint value)
{
    private const uint PhaseMask = 7;
    private const uint StopFlag = 8;
    private const uint RemoveFlag = 16;
    private const uint GoneFlag = 32;
    private const uint ReturningFlag = 64;
    private const int GenerationShift = 8;

    /// <summary>The word as it lies in memory. 0 is a free VP that never ran.</summary>
    public uint Value { get; } = value;

    /// <summary>How far the host is.</summary>
    public VpPhase Phase => (VpPhase)(Value & PhaseMask);

    /// <summary>A stop came while the command was being started; whoever starts it delivers the stop too.</summary>
    public bool StopAsked => (Value & StopFlag) != 0;

    /// <summary>Somebody removes the VP or has removed it: nothing is started on it any more.</summary>
    public bool RemoveAsked => (Value & RemoveFlag) != 0;

    /// <summary>REMOVED was seen on the control page after the removal was asked for.</summary>
    public bool IsGone => (Value & GoneFlag) != 0;

    /// <summary>Somebody gives the CPU back: it is on its way into the kernel, or was sent there and has not arrived.</summary>
    public bool IsReturning => (Value & ReturningFlag) != 0;

    /// <summary>Number of commands started on the VP, modulo 2^24.</summary>
    public uint Generation => Value >> GenerationShift;

    /// <summary>This word in another phase, all else as it is.</summary>
    public VpSlot In(VpPhase phase) => new((Value & ~PhaseMask) | (uint)phase);

    /// <summary>This word for the next command, being started.</summary>
    public VpSlot NextStarting() => new(((Generation + 1) << GenerationShift) | (Value & (RemoveFlag | GoneFlag)) | (uint)VpPhase.Starting);

    /// <summary>This word with the stop asked for.</summary>
    public VpSlot WithStop() => new(Value | StopFlag);

    /// <summary>This word once the stop is on its way.</summary>
    public VpSlot WithoutStop() => new(Value & ~StopFlag);

    /// <summary>This word with the removal asked for.</summary>
    public VpSlot WithRemove() => new(Value | RemoveFlag);

    /// <summary>This word once REMOVED was seen.</summary>
    public VpSlot WithGone() => new(Value | GoneFlag);

    /// <summary>This word while the CPU is given back.</summary>
    public VpSlot WithReturning() => new(Value | ReturningFlag);

    /// <summary>This word once the CPU is the sidecar's again.</summary>
    public VpSlot Returned() => new(Value & ~(RemoveFlag | GoneFlag | ReturningFlag));
}
