using System;

namespace Sidecar.Protocol.Node;

/// <summary>The protocol's results in words, UTF-8, for messages.</summary>
public static class NodeText
{
    /// <summary>A claim's result.</summary>
    public static ReadOnlySpan<byte> Of(ClaimResult result) => result switch
    {
        ClaimResult.Claimed => "claimed"u8,
        ClaimResult.NoSuchVp => "the node has no such VP"u8,
        ClaimResult.Busy => "the VP is in use"u8,
        _ => "the CPU is not in the sidecar"u8,
    };

    /// <summary>A start's result.</summary>
    public static ReadOnlySpan<byte> Of(StartResult result) => result switch
    {
        StartResult.Started => "started"u8,
        StartResult.NotClaimed => "the VP is not claimed"u8,
        StartResult.Busy => "a command is under way"u8,
        StartResult.Removed => "the CPU is not in the sidecar"u8,
        _ => "the VP's status is neither idle nor removed"u8,
    };

    /// <summary>A stop's result.</summary>
    public static ReadOnlySpan<byte> Of(StopResult result) => result switch
    {
        StopResult.Requested => "stop requested"u8,
        StopResult.Deferred => "stop goes out with the start"u8,
        StopResult.AlreadyRequested => "stop was requested before"u8,
        StopResult.AlreadyFinished => "the command had finished"u8,
        _ => "no command is under way"u8,
    };

    /// <summary>A wait's result.</summary>
    public static ReadOnlySpan<byte> Of(WaitResult result) => result switch
    {
        WaitResult.Completed => "finished"u8,
        WaitResult.Removed => "the CPU left the sidecar"u8,
        WaitResult.TimedOut => "no answer in time"u8,
        _ => "no command is under way"u8,
    };

    /// <summary>A removal's result.</summary>
    public static ReadOnlySpan<byte> Of(RemoveResult result) => result switch
    {
        RemoveResult.Removed => "removed"u8,
        RemoveResult.NoSuchVp => "the node has no such VP"u8,
        RemoveResult.TimedOut => "no answer in time"u8,
        _ => "the VP's status is not one of the protocol's"u8,
    };

    /// <summary>A return's result.</summary>
    public static ReadOnlySpan<byte> Of(ReturnResult result) => result switch
    {
        ReturnResult.Ready => "given back"u8,
        ReturnResult.NoSuchVp => "the node has no such VP"u8,
        ReturnResult.NotRemoved => "the CPU has not left the sidecar"u8,
        ReturnResult.Busy => "it is being given back already, or its last command was not collected"u8,
        ReturnResult.NoTicket => "the kernel left no way back in (it failed on this VP, or its command page was written over)"u8,
        ReturnResult.NotReturning => "nobody gives the CPU back"u8,
        ReturnResult.TimedOut => "the VP did not come up in time"u8,
        _ => "the VP's status is neither idle nor removed"u8,
    };

    /// <summary>An attachment's result.</summary>
    public static ReadOnlySpan<byte> Of(AttachResult result) => result switch
    {
        AttachResult.Attached => "attached"u8,
        AttachResult.BadCpuCount => "the control page's CPU count is 0 or too large"u8,
        _ => "the control page's request vector is not between 16 and 255"u8,
    };
}
