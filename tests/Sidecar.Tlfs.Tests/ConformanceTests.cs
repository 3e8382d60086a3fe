using System.Collections.Generic;
using System.Linq;
using Shouldly;
using Xunit;

namespace Sidecar.Tlfs.Tests;

/// <summary>The hypervisor does what the TLFS says: every line that the suite reports is a test.</summary>
public class ConformanceTests(SuiteBoot boot) : IClassFixture<SuiteBoot>
{
    /// <summary>The checks by name.</summary>
    public static TheoryData<string> Checks => new(SuiteBoot.Expected.Distinct());

    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check)
        => boot.Results.GetValueOrDefault(check, "the suite did not come to it; its last lines:\n" + string.Join('\n', boot.Output.Split('\n')[^12..])).ShouldBe("pass");

    [Fact]
    public void Every_check_was_made_once_and_in_order() => boot.Names.ShouldBe(SuiteBoot.Expected);

    [Fact]
    public void Suite_ends_and_says_so() => boot.Output.ShouldContain($"conformance: {SuiteBoot.Expected.Count()} passed, 0 failed");
}
