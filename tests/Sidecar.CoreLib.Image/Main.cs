using System;
using System.Runtime;
using Sidecar.CoreLib.Tests.Checks;
using Sidecar.Tests.Image;

namespace Sidecar.CoreLib.Image;

/// <summary>Runs all checks and writes a line for each.</summary>
internal readonly struct SerialReport : IReport
{
    /// <inheritdoc/>
    public static void Check(bool holds, ReadOnlySpan<byte> what) => TestOutput.Check(holds, what);

    /// <summary>Called by the entry.</summary>
    [RuntimeExport("test_main")]
    private static void Main()
    {
        AllChecks.Run<SerialReport>();
        TestOutput.Finish();
    }
}
