using System;
using System.IO;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

public sealed class HeaderPathsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-headers-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("include /usr/src/linux-headers-6.1.0-56-common/Makefile\n", "include ../../../usr/src/linux-headers-6.1.0-56-common/Makefile\n")]
    [InlineData("X = 1\nKBUILD=/usr/lib/linux-kbuild-6.1\n", "X = 1\nKBUILD=../../../usr/lib/linux-kbuild-6.1\n")]
    [InlineData("CC = $(wildcard /usr/bin/gcc-12)\n", "CC = $(wildcard /usr/bin/gcc-12)\n")]
    [InlineData("a/usr/src/b /usr/srcs /usr/src/c:/usr/lib/d", "a/usr/src/b /usr/srcs ../../../usr/src/c:../../../usr/lib/d")]
    [InlineData("/usr/src/a", "../../../usr/src/a")]
    public void TextBecomesRelative(string text, string relative) => HeaderPaths.RewriteText(text, "../../..").ShouldBe(relative);

    [Fact]
    public void AnUnpackedTreeLeadsNowhereElse()
    {
        Write("usr/src/linux-headers-6.1.0-56-cloud-amd64/Makefile", "include /usr/src/linux-headers-6.1.0-56-common/Makefile\n");
        Write("usr/src/linux-headers-6.1.0-56-cloud-amd64/other", "/usr/src/stays\n");
        Write("usr/src/linux-headers-6.1.0-56-common/Makefile", "all:\n");
        Link("usr/src/linux-headers-6.1.0-56-common/scripts", "../../lib/linux-kbuild-6.1/scripts");
        Write("usr/lib/linux-kbuild-6.1/scripts/basic", "x");
        Link("lib/modules/6.1.0-56-cloud-amd64/build", "/usr/src/linux-headers-6.1.0-56-cloud-amd64");
        Link("lib/modules/6.1.0-56-cloud-amd64/elsewhere", "/etc/fstab");

        HeaderPaths.Rewrite(_root);

        var headers = Path.Combine(_root, "usr/src/linux-headers-6.1.0-56-cloud-amd64");
        File.ReadAllText(Path.Combine(headers, "Makefile")).ShouldBe("include ../../../usr/src/linux-headers-6.1.0-56-common/Makefile\n");
        File.Exists(Path.Combine(headers, "../../../usr/src/linux-headers-6.1.0-56-common/Makefile")).ShouldBeTrue();
        File.ReadAllText(Path.Combine(headers, "other")).ShouldBe("/usr/src/stays\n");
        Target("usr/src/linux-headers-6.1.0-56-common/scripts").ShouldBe("../../lib/linux-kbuild-6.1/scripts");
        Target("lib/modules/6.1.0-56-cloud-amd64/build").ShouldBe("../../../usr/src/linux-headers-6.1.0-56-cloud-amd64");
        File.Exists(Path.Combine(_root, "lib/modules/6.1.0-56-cloud-amd64/build/Makefile")).ShouldBeTrue();
        Target("lib/modules/6.1.0-56-cloud-amd64/elsewhere").ShouldBe("/etc/fstab");
    }

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private void Link(string name, string target) => File.CreateSymbolicLink(PathOf(name), target);

    private string? Target(string name) => new FileInfo(Path.Combine(_root, name)).LinkTarget;

    private string PathOf(string name)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
