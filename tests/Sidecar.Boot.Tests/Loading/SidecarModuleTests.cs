using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Boot.Information;
using Sidecar.Boot.Loading;
using Xunit;

namespace Sidecar.Boot.Tests.Loading;

public sealed class SidecarModuleTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("sidecar", 0)]
    [InlineData("linux,sidecar.elf", 1)]
    [InlineData("linux,/boot/sidecar.elf", 1)]
    [InlineData("linux,initrd", null)]
    [InlineData("linux,-,-", 1)]
    [InlineData("-,sidecar", 1)]
    [InlineData("mysidecar,sidecar.elf.old", null)]
    public void The_module_is_found_by_name_or_by_having_none(string names, int? index)
    {
        var information = default(BootInformation);
        foreach (var name in names.Split(',').Where(n => n != ""))
        {
            information.TryAddModule(new(1, 2), Encoding.UTF8.GetBytes(name == "-" ? "" : name)).ShouldBeTrue();
        }

        (SidecarModule.TryFind(information, out var found) ? found : (int?)null).ShouldBe(index);
    }
}
