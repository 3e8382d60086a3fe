using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>The sidecar takes at most 2 MiB of memory: it is mapped by one page table. A guest lies in the 2 MiB that are kept for its image.</summary>
public static class SizeRule
{
    private const ulong Limit = 2 << 20;
    private const ulong GuestStart = 2 << 20;
    private const ulong GuestEnd = GuestStart + Limit;

    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image, ImageKind kind)
    {
        var loaded = image.Segments.Where(s => s.Type == ElfSegment.Load).ToList();
        if (loaded.Count == 0)
        {
            yield return "the image has nothing to load";
            yield break;
        }

        var (start, end) = (loaded.Min(s => s.Address), loaded.Max(s => s.Address + s.MemorySize));
        var size = end - start;
        if (kind == ImageKind.Sidecar && size > Limit)
        {
            yield return $"the image takes {size} bytes of memory, {size - Limit} more than the {Limit} that fit its page table";
        }

        if (kind == ImageKind.Guest && (start < GuestStart || end > GuestEnd))
        {
            yield return $"the guest lies at 0x{start:x} to 0x{end:x}, and not between 0x{GuestStart:x} and 0x{GuestEnd:x}";
        }
    }
}
