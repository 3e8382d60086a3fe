using System.Collections.Generic;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>The image is for x86-64, of the type that its loader takes, and has the symbols that the other rules need.</summary>
public static class FormatRule
{
    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image, ImageKind kind)
    {
        if (image.Machine != ElfFile.X64)
        {
            yield return $"the image is for machine {image.Machine}, not for x86-64 ({ElfFile.X64})";
        }

        var (expected, what) = kind == ImageKind.Sidecar
            ? (ElfFile.PositionIndependent, "position-independent (ET_DYN, 3)")
            : (ElfFile.Executable, "linked at a fixed address (ET_EXEC, 2)");
        if (image.Type != expected)
        {
            yield return $"the image is of ELF type {image.Type}, but has to be {what}";
        }

        if (image.Symbols.Count == 0)
        {
            yield return "the image is stripped: check it before its symbols are taken away";
        }
    }
}
