using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Linux.Module;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Linux;

/// <summary>Building a module, with a Makefile of the test's own in the kernel headers' place.</summary>
public sealed class ModuleBuilderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sidecar-module-").FullName;
    private readonly List<string> _said = [];
    private readonly LinuxKernel _kernel;

    public ModuleBuilderTests()
    {
        KernelRelease.TryParse("6.1.0-56", out var release);
        _kernel = new(Path.Combine(_root, "kernel"), release!);
        Write("driver/Kbuild", "obj-m := a.o\n");
        Write("driver/a.c", "int a;\n");
        // A module is anything that strip takes; make's own words are kept for the test.
        Write("kernel/usr/src/linux-headers-6.1.0-56-cloud-amd64/Makefile",
            "modules:\n\t@echo '$(M) $(CC) [$(CONFIG_DEBUG_INFO_BTF_MODULES)]' >> ../../../calls\n\t@ls $(M) >> ../../../calls\n\t@! grep -q wrong $(M)/a.c || { echo '$(M)/a.c:1: error: it is wrong'; exit 1; }\n\t@! grep -q none $(M)/Kbuild || exit 0; $(TEST_CC) -g -c -o $(M)/a.ko $(M)/a.c\n"
                .Replace("$(TEST_CC)", "gcc", StringComparison.Ordinal));
        Write("kernel/usr/src/linux-headers-6.1.0-56-cloud-amd64/.kernelvariables", "CC = $(CROSS_COMPILE)gcc-1\n");
    }

    private string Calls => Path.Combine(_root, "kernel", "calls");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task ItIsBuiltOnceForTheSameSources()
    {
        var modules = await BuildAsync();
        modules.ShouldBe([Path.Combine(_kernel.OwnModules, "a.ko")]);
        new FileInfo(modules[0]).Length.ShouldBeLessThan(new FileInfo(Path.Combine(_kernel.OwnModules, "build", "a.ko")).Length);
        (await BuildAsync()).ShouldBe(modules);
        (await File.ReadAllLinesAsync(Calls)).ShouldBe([$"{_kernel.OwnModules}/build gcc []", "Kbuild", "a.c"]);
        _said.ShouldBe(["building the module for Linux 6.1.0-56-cloud-amd64 with gcc; the kernel was built with gcc-1"]);

        Write("driver/a.c", "int b;\n");
        await BuildAsync();
        (await File.ReadAllLinesAsync(Calls)).Length.ShouldBe(6);
    }

    [Fact]
    public async Task WhatABuildLeftAmongTheSourcesIsNoSource()
    {
        var before = ModuleSources.Find(Path.Combine(_root, "driver"))!.Fingerprint();
        foreach (var name in new[] { "a.o", "a.mod.c", "a.ko", ".a.o.cmd", "Module.symvers", "README.md" })
        {
            Write($"driver/{name}", "x");
        }

        var sources = ModuleSources.Find(Path.Combine(_root, "driver"))!;
        (sources.Fingerprint(), string.Join(' ', sources.Files)).ShouldBe((before, "Kbuild a.c"));
        sources.Fingerprint("gcc-12").ShouldNotBe(before);
        Write("driver/inner/b.h", "x");
        ModuleSources.Find(Path.Combine(_root, "driver"))!.Files.ShouldBe(["Kbuild", "a.c", "inner/b.h"]);
        await BuildAsync();
        (await File.ReadAllLinesAsync(Calls))[1..].ShouldBe(["Kbuild", "a.c", "inner"]);
    }

    [Fact]
    public async Task AnErrorIsShownAndNothingOldIsTaken()
    {
        await BuildAsync();
        _said.Clear();
        Write("driver/a.c", "wrong\n");
        var thrown = await Should.ThrowAsync<CliException>(BuildAsync);
        thrown.Message.ShouldBe("the module does not build for Linux 6.1.0-56-cloud-amd64 (make: 2)");
        _said[1].ShouldBe("driver/a.c:1: error: it is wrong");
        Directory.GetFiles(_kernel.OwnModules, "*.ko").ShouldBeEmpty();

        Write("driver/a.c", "int a;\n");
        (await BuildAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AFolderWithoutAModule()
    {
        ModuleSources.Find(_root).ShouldBeNull();
        ModuleSources.Find(Path.Combine(_root, "nowhere")).ShouldBeNull();
        Write("driver/Kbuild", "none\n");
        (await Should.ThrowAsync<CliException>(BuildAsync)).Message.ShouldBe($"make built no module from {_kernel.OwnModules}/build: its Kbuild has to say obj-m");
    }

    [Fact]
    public void APathThatMakeCuts()
        => Should.Throw<CliException>(() => ModuleBuilder.CheckPath("/my files/sidecar")).Message.ShouldBe("/my files/sidecar: the kernel's makefiles take no path with a space or a colon: move the repository");

    [Theory]
    [InlineData("CC = $(if $(CCACHE),ccache) $(CROSS_COMPILE)gcc-12\n", "gcc-12 gcc", "gcc-12", "")]
    [InlineData("CC = $(CROSS_COMPILE)gcc-12\n", "gcc gcc-14", "gcc", "CC=gcc")]
    [InlineData("", "gcc", "gcc", "")]
    public void TheCompiler(string variables, string there, string taken, string arguments)
    {
        var compiler = KernelCompiler.Choose(variables, name => Array.IndexOf(there.Split(' '), name) >= 0 ? "/usr/bin/" + name : null);
        (compiler.Program, string.Join(' ', compiler.MakeArguments)).ShouldBe((taken, arguments));
    }

    private Task<IReadOnlyList<string>> BuildAsync()
        => new ModuleBuilder(_kernel, _said.Add).BuildAsync(ModuleSources.Find(Path.Combine(_root, "driver"))!, CancellationToken.None);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
