using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>The kernel's log on COM2.</summary>
public partial class LogTests
{
    [Fact]
    public async Task Lines_of_64_CPUs_that_come_up_together_never_tear()
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("tour", 64) with { Sidecar = new() { Log = true } })).ShouldPass();
        boot.Log.ShouldAllBe(line => Line.IsMatch(line));
        boot.Log.Select(line => Line.Match(line).Groups["up"].Value).Where(vp => vp.Length > 0).Select(int.Parse).Order().ShouldBe(boot.StartedVps);
    }

    [Fact]
    public async Task Nothing_is_logged_unless_asked_for() => (await QemuBoots.BootAsync(BootRequest.Of("tour"))).Log.ShouldBeEmpty();

    [GeneratedRegex(@"^sidecar(#(?<up>\d+): up|#\d+: \S.*|: \S.*)$")]
    private static partial Regex Line { get; }
}
