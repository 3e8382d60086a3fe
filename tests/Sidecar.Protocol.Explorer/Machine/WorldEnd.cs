using System;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>A state in which nothing can happen any more, for a scenario to check.</summary>
/// <param name="status">Gives a VP's status byte.</param>
/// <param name="tally">Gives a VP's counts.</param>
public sealed class WorldEnd(Func<uint, CpuStatus> status, Func<uint, Tally, uint> tally)
{
    /// <summary>A VP's status byte.</summary>
    public CpuStatus Status(uint vp) => status(vp);

    /// <summary>What was counted for a VP.</summary>
    public uint this[uint vp, Tally what] => tally(vp, what);
}
