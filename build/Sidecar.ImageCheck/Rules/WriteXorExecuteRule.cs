using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>No segment is both writable and executable.</summary>
public static class WriteXorExecuteRule
{
    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image)
        => image.Segments
            .Where(s => s.Type == ElfSegment.Load && s.IsWritable && s.IsExecutable)
            .Select(s => $"the segment at 0x{s.Address:x} ({s.MemorySize} bytes) is both writable and executable");
}
