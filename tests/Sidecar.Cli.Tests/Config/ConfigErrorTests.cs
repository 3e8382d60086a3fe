using Shouldly;
using Sidecar.Cli.Config;
using Xunit;

namespace Sidecar.Cli.Tests.Config;

/// <summary>One test an error: each names file, line, column, what is wrong and what would do.</summary>
public class ConfigErrorTests
{
    private const string Switch = "expected off or on";

    [Theory]
    [InlineData("cpus=\"0\"", "cpus=\"0\": expected a number from 2 to 1024")]
    [InlineData("cpus=\"1\"", "cpus=\"1\": expected a number from 2 to 1024")]
    [InlineData("cpus=\"1025\"", "cpus=\"1025\": expected a number from 2 to 1024")]
    [InlineData("cpus=\"-4\"", "cpus=\"-4\": expected a number from 2 to 1024")]
    [InlineData("cpus=\"8 \"", "cpus=\"8 \": expected a number from 2 to 1024")]
    [InlineData("cpus=\"0x8\"", "cpus=\"0x8\": expected a number from 2 to 1024")]
    [InlineData("cpus=\"\"", "cpus=\"\": expected a number from 2 to 1024")]
    [InlineData("nodes=\"0\"", "nodes=\"0\": expected a number from 1 to 128")]
    [InlineData("nodes=\"9\"", "nodes=\"9\": expected a number from 1 to 8, the number of CPUs")]
    [InlineData("sockets=\"0\"", "sockets=\"0\": expected a number from 1 to 1024, or auto")]
    [InlineData("sockets=\"3\"", "sockets=\"3\": expected a divisor of cpus, which is 8")]
    [InlineData("memory=\"4\"", "memory=\"4\": expected a size from 16M to 1024G, such as 512M or 4G")]
    [InlineData("memory=\"1M\"", "memory=\"1M\": expected a size from 16M to 1024G, such as 512M or 4G")]
    [InlineData("memory=\"99999G\"", "memory=\"99999G\": expected a size from 16M to 1024G, such as 512M or 4G")]
    [InlineData("memory=\"4GiB\"", "memory=\"4GiB\": expected a size from 16M to 1024G, such as 512M or 4G")]
    [InlineData("accel=\"hvf\"", "accel=\"hvf\": expected auto, tcg or kvm")]
    [InlineData("tcg-threads=\"2\"", "tcg-threads=\"2\": expected auto, single or multi")]
    [InlineData("accel=\"TCG\"", "accel=\"TCG\": expected auto, tcg or kvm")]
    public void Machine(string attribute, string problem)
        => Refused($"<cosmos>\n <machine {attribute}/>\n</cosmos>").ShouldBe($"cosmos.config(2,11): <machine> {problem}");

    [Theory]
    [InlineData("node-size=\"1\"", "node-size=\"1\": expected a number from 2 to 32")]
    [InlineData("node-size=\"33\"", "node-size=\"33\": expected a number from 2 to 32")]
    [InlineData("idle=\"poll\"", "idle=\"poll\": expected auto, hlt or mwait")]
    [InlineData("log=\"yes\"", "log=\"yes\": " + Switch)]
    [InlineData("trace-pages=\"33\"", "trace-pages=\"33\": expected a number from 0 to 32")]
    [InlineData("handler-state-pages=\"193\"", "handler-state-pages=\"193\": expected a number from 0 to 192, or auto")]
    [InlineData("start=\"3-1\"", "start=\"3-1\": expected CPU numbers below 1024 in ascending order, such as 1-7,9")]
    [InlineData("hypervisor=\"true\"", "hypervisor=\"true\": " + Switch)]
    public void Sidecar(string attribute, string problem)
        => Refused($"<cosmos>\n <sidecar {attribute}/>\n</cosmos>").ShouldBe($"cosmos.config(2,11): <sidecar> {problem}");

    [Theory]
    [InlineData("mode=\"windows\"", "mode=\"windows\": expected monitor or linux")]
    [InlineData("scenario=\"\"", "scenario=\"\": expected a scenario's name: lower-case letters, digits and hyphens, such as tour")]
    [InlineData("scenario=\"a b\"", "scenario=\"a b\": expected a scenario's name: lower-case letters, digits and hyphens, such as tour")]
    [InlineData("from=\"pxe\"", "from=\"pxe\": expected elf or iso")]
    [InlineData("firmware=\"efi\"", "firmware=\"efi\": expected bios or uefi")]
    [InlineData("timeout=\"0\"", "timeout=\"0\": expected a number from 1 to 86400")]
    public void Boot(string attribute, string problem)
        => Refused($"<cosmos>\n <boot {attribute}/>\n</cosmos>").ShouldBe($"cosmos.config(2,8): <boot> {problem}");

    [Theory]
    [InlineData("kernel=\"\"", "kernel=\"\": expected two numbers such as 6.12, or auto")]
    [InlineData("kernel=\"6\"", "kernel=\"6\": expected two numbers such as 6.12, or auto")]
    [InlineData("kernel=\"6.1/x\"", "kernel=\"6.1/x\": expected two numbers such as 6.12, or auto")]
    [InlineData("modules=\"a,\"", "modules=\"a,\": expected names of kernel modules with commas between them, such as virtio_pci,virtio_net")]
    [InlineData("modules=\"../a\"", "modules=\"../a\": expected names of kernel modules with commas between them, such as virtio_pci,virtio_net")]
    [InlineData("command-line=\"\u00e9\"", "command-line=\"\u00e9\": expected at most 1024 printable characters of ASCII")]
    public void Linux(string attribute, string problem)
        => Refused($"<cosmos>\n <linux {attribute}/>\n</cosmos>").ShouldBe($"cosmos.config(2,9): <linux> {problem}");

    [Theory]
    [InlineData("")]
    [InlineData("/tmp")]
    [InlineData("../other")]
    [InlineData("a//b")]
    [InlineData("$(Root)")]
    public void HandlersFolder(string folder)
        => Refused($"<cosmos><handlers folder=\"{folder}\"/></cosmos>")
            .ShouldBe($"cosmos.config(1,19): <handlers> folder=\"{folder}\": expected a folder inside the repository, such as samples");

    [Theory]
    [InlineData("<node cpus=\"0-3,2\"/>", "cosmos.config(3,7): <node> cpus=\"0-3,2\": expected CPU numbers below 1024 in ascending order, such as 1-7,9")]
    [InlineData("<node memory=\"1M\"/>", "cosmos.config(3,7): <node> memory=\"1M\": expected a size from 16M to 1024G, such as 512M or 4G, or 0")]
    [InlineData("<node cpus=\"0-6\" memory=\"1G\"/>", "cosmos.config(2,11): <machine> cpus=\"8\": expected each CPU from 0 to 7 in exactly one <node>")]
    [InlineData("<node cpus=\"0-7\" memory=\"1G\"/><node cpus=\"7\"/>", "cosmos.config(2,11): <machine> cpus=\"8\": expected each CPU from 0 to 7 in exactly one <node>")]
    [InlineData("<node cpus=\"0-7\" memory=\"512M\"/>", "cosmos.config(2,20): <machine> memory=\"1G\": expected the sum over all <node> elements, which is 512M")]
    [InlineData("<node cpus=\"0-7\"/>", "cosmos.config(2,20): <machine> memory=\"1G\": expected the sum over all <node> elements, which is 0")]
    [InlineData("<node cpus=\"0-7\"><cpu/></node>", "cosmos.config(3,19): unknown element <cpu> in <node>: expected no element")]
    [InlineData("<cache/>", "cosmos.config(3,2): unknown element <cache> in <machine>: expected <node>")]
    public void PlacedNodes(string nodes, string message)
        => Refused($"<cosmos>\n <machine cpus=\"8\" memory=\"1G\">\n{nodes}</machine></cosmos>").ShouldBe(message);

    [Fact]
    public void NodesBesidePlacedNodes()
        => Refused("<cosmos><machine nodes=\"2\"><node cpus=\"0-7\" memory=\"1G\"/></machine></cosmos>")
            .ShouldBe("cosmos.config(1,18): <machine> nodes=\"2\": expected either nodes= or <node> elements, not both");

    [Theory]
    [InlineData("<machine cpu=\"8\"/>", "cosmos.config(1,18): unknown attribute cpu=\"8\" of <machine>: expected cpus, nodes, sockets, memory, accel or tcg-threads")]
    [InlineData("<boot when=\"now\"/>", "cosmos.config(1,15): unknown attribute when=\"now\" of <boot>: expected mode, scenario, from, firmware or timeout")]
    [InlineData("<handlers file=\"x\"/>", "cosmos.config(1,19): unknown attribute file=\"x\" of <handlers>: expected folder")]
    [InlineData("<devices/>", "cosmos.config(1,10): unknown element <devices> in <cosmos>: expected <machine>, <sidecar>, <boot>, <linux> or <handlers>")]
    [InlineData("<linux initrd=\"x\"/>", "cosmos.config(1,16): unknown attribute initrd=\"x\" of <linux>: expected kernel, modules or command-line")]
    [InlineData("<boot/><boot/>", "cosmos.config(1,17): <boot> stands twice: expected at most one")]
    [InlineData("<boot><elf/></boot>", "cosmos.config(1,16): unknown element <elf> in <boot>: expected no element")]
    [InlineData("<boot>now</boot>", "cosmos.config(1,15): <boot>: unexpected text \"now\"")]
    public void Structure(string inside, string message) => Refused($"<cosmos>{inside}</cosmos>").ShouldBe(message);

    [Fact]
    public void UnknownAttributeOfTheRoot()
        => Refused("<cosmos version=\"1\"/>").ShouldBe("cosmos.config(1,9): unknown attribute version=\"1\" of <cosmos>: expected no attribute");

    [Fact]
    public void ForeignRoot() => Refused("<configuration/>").ShouldBe("cosmos.config(1,2): <configuration>: expected <cosmos> as the outermost element");

    [Theory]
    [InlineData("<cosmos>\n<machine>\n</cosmos>", "cosmos.config(3,3): not well-formed XML: ")]
    [InlineData("", "cosmos.config(1,1): not well-formed XML: ")]
    [InlineData("<!DOCTYPE cosmos [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><cosmos>&e;</cosmos>", "cosmos.config(1,1): not well-formed XML: ")]
    public void NotWellFormed(string text, string start) => Refused(text).ShouldStartWith(start);

    private static string Refused(string text) => Should.Throw<ConfigException>(() => ConfigReader.Read(text, "cosmos.config")).Message;
}
