using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>No allocation helper of .NET's runtime is in the image, defined or not: freestanding code has no heap, and none may grow back.</summary>
public static class AllocationRule
{
    private static readonly string[] _prefixes = ["RhpNew", "RhNew", "RhBox"];

    /// <summary>Whether a symbol is one of these helpers.</summary>
    public static bool IsAllocationHelper(string symbol) => _prefixes.Any(p => symbol.StartsWith(p, StringComparison.Ordinal));

    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image)
        => image.Symbols.Where(s => IsAllocationHelper(s.Name)).Select(s => $"the image contains the allocation helper {s.Name}");
}
