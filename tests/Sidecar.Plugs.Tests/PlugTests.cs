using Shouldly;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Plugs.Tests;

/// <summary>The plugs keep their contracts. The snapshot names every check: one that fails, is missing or comes twice differs from it.</summary>
public class PlugTests
{
    [Fact]
    public void Every_plug_holds_on_the_bare_machine()
    {
        var (exitCode, output) = TestImage.Boot(typeof(PlugTests));
        Snapshot.Matches(string.Join('\n', output) + "\n");
        exitCode.ShouldBe(TestImage.Finished);
    }
}
