using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Sidecar.ImageCheck.Elf;
using Sidecar.ImageCheck.Rules;

namespace Sidecar.ImageCheck.Tests;

/// <summary>A small image, made with the build's own tools: nasm and ld.</summary>
internal sealed class SmallImage : IDisposable
{
    /// <summary>How sidecar.elf is linked.</summary>
    internal const string Pie = "-pie --no-dynamic-linker";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagecheck");

    private SmallImage(string source, string linkFlags)
    {
        File.WriteAllText(InFolder("a.asm"), $"bits 64\ndefault rel\nglobal start:function\n{source}\n");
        Run("nasm", $"-f elf64 -o {InFolder("a.o")} {InFolder("a.asm")}").ShouldSucceed();
        LinkLog = Run("ld", $"-m elf_x86_64 -e start -z noexecstack -z separate-code --no-warn-rwx-segments {linkFlags} -o {Path} {InFolder("a.o")}").Output;
    }

    /// <summary>The linked file, if it did link.</summary>
    internal string Path => InFolder("a.elf");

    /// <summary>What the linker said.</summary>
    internal string LinkLog { get; }

    /// <summary>The file's bytes.</summary>
    internal byte[] Bytes => File.ReadAllBytes(Path);

    /// <summary>Assembles and links.</summary>
    internal static SmallImage Build(string source, string linkFlags = Pie) => new(source, linkFlags);

    /// <summary>Assembles, links and checks.</summary>
    internal static string[] Findings(string source, string linkFlags = Pie, ImageKind kind = ImageKind.Sidecar)
    {
        using var image = Build(source, linkFlags);
        return Check(image.Bytes, kind);
    }

    /// <summary>The findings for an image, without the file's name.</summary>
    internal static string[] Check(byte[] bytes, ImageKind kind = ImageKind.Sidecar)
        => [.. ImageRules.Check("a.elf", ElfFile.Parse(bytes), kind).Select(f => $"{f.Code}: {f.Text}")];

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static Outcome Run(string tool, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{tool} does not start");
        var output = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output);
    }

    private string InFolder(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private sealed record Outcome(int ExitCode, string Output)
    {
        internal void ShouldSucceed()
        {
            if (ExitCode != 0)
            {
                throw new InvalidOperationException(Output);
            }
        }
    }
}
