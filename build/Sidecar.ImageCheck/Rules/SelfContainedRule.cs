using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>The image needs no interpreter and no libraries, and nothing in it is left undefined.</summary>
public static class SelfContainedRule
{
    private const int WeakOrGlobalUndefined = 0;

    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image)
    {
        if (image.Segments.Any(s => s.Type == ElfSegment.Interpreter))
        {
            yield return "the image asks for an interpreter (PT_INTERP)";
        }

        if (image.Dynamic.Any(d => d.Tag == DynamicTag.Needed))
        {
            yield return "the image needs a library (DT_NEEDED)";
        }

        foreach (var symbol in image.Symbols.Where(s => s.Section == WeakOrGlobalUndefined && s.Name != ""))
        {
            yield return $"the image refers to {symbol.Name}, which nothing defines";
        }
    }
}
