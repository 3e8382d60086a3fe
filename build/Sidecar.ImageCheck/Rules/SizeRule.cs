using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>The sidecar takes at most 2 MiB of memory: it is mapped by one page table.</summary>
public static class SizeRule
{
    private const ulong Limit = 2 << 20;

    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image, ImageKind kind)
    {
        var loaded = image.Segments.Where(s => s.Type == ElfSegment.Load).ToList();
        if (loaded.Count == 0)
        {
            yield return "the image has nothing to load";
            yield break;
        }

        var size = loaded.Max(s => s.Address + s.MemorySize) - loaded.Min(s => s.Address);
        if (kind == ImageKind.Sidecar && size > Limit)
        {
            yield return $"the image takes {size} bytes of memory, {size - Limit} more than the {Limit} that fit its page table";
        }
    }
}
