using System;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>Where the outcome of a check goes.</summary>
public interface IReport
{
    /// <summary>Notes one outcome.</summary>
    static abstract void Check(bool holds, ReadOnlySpan<byte> what);
}
