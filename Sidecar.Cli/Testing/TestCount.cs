using System.Collections.Generic;

namespace Sidecar.Cli.Testing;

/// <summary>What came of the tests.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed.</param>
/// <param name="Failures">Each failed test's name and what it said.</param>
internal sealed record TestCount(int Passed, int Failed, IReadOnlyList<string> Failures)
{
    /// <summary>The line that ends ./sidecar test and .ci/run.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{Passed} passed, {Failed} failed");
}
