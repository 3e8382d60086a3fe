using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sidecar.ImageCheck.Elf;
using Sidecar.ImageCheck.Link;
using Sidecar.ImageCheck.Rules;

namespace Sidecar.ImageCheck;

/// <summary>
/// The command line. Findings go to standard error in the form that MSBuild shows as errors of the build: <c>file : error SCI001: text</c>.
/// Exit code 0 when there are none, 1 when there are, 2 for wrong usage or files that cannot be read.
/// </summary>
public static class Program
{
    private const string Usage = """
        usage: Sidecar.ImageCheck check-image <elf> --kind sidecar|boot|guest  looks at an image that still has its symbols
               Sidecar.ImageCheck explain-compile <log> --image <name>     says why it did not compile to machine code
               Sidecar.ImageCheck explain-link <log> --image <name>        says why it did not link
        """;

    /// <summary>Runs a command.</summary>
    public static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["check-image", var path, "--kind", "sidecar"] => Report(CheckImage(path, ImageKind.Sidecar)),
                ["check-image", var path, "--kind", "boot"] => Report(CheckImage(path, ImageKind.Boot)),
                ["check-image", var path, "--kind", "guest"] => Report(CheckImage(path, ImageKind.Guest)),
                ["explain-compile", var path, "--image", var image] => Report(CompileLog.Explain(image, File.ReadLines(path))),
                ["explain-link", var path, "--image", var image] => Report(LinkLog.Explain(image, File.ReadLines(path))),
                _ => Refuse(Usage),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ElfFormatException)
        {
            return Refuse(e.Message);
        }
    }

    private static IEnumerable<Finding> CheckImage(string path, ImageKind kind)
        => ImageRules.Check(Path.GetFileName(path), ElfFile.Parse(File.ReadAllBytes(path)), kind);

    private static int Report(IEnumerable<Finding> findings)
    {
        var any = false;
        foreach (var finding in findings.Distinct())
        {
            Console.Error.WriteLine(finding);
            any = true;
        }

        return any ? 1 : 0;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
