using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>
/// Code from one symbol to the next. It is 64-bit code unless a label says otherwise: one that ends in <c>.code16</c>, <c>.code32</c> or
/// <c>.data</c> holds until one that ends in <c>.code64</c>, or until the next function.
/// </summary>
/// <param name="Name">The symbol.</param>
/// <param name="Start">Its address.</param>
/// <param name="End">Where the next one starts.</param>
/// <param name="Bits">16, 32 or 64; 0 for data.</param>
public sealed record CodeRun(string Name, ulong Start, ulong End, int Bits)
{
    /// <summary>Cuts a section at its symbols.</summary>
    public static IEnumerable<CodeRun> Split(ElfSection section, int index, IEnumerable<ElfSymbol> symbols)
    {
        var end = section.Address + section.Size;
        var places = symbols
            .Where(s => s.Section == index && s.Name != "" && s.Address >= section.Address && s.Address < end)
            .GroupBy(s => s.Address)
            .OrderBy(g => g.Key)
            .ToList();
        var start = section.Address;
        var (name, bits) = (section.Name, 64);
        foreach (var place in places)
        {
            if (place.Key > start)
            {
                yield return new(name, start, place.Key, bits);
            }

            start = place.Key;
            // At one address the function comes first: its own labels then say what it is.
            var all = place.OrderByDescending(s => s.Type == ElfSymbol.Function).ToList();
            name = all[0].Name;
            bits = all.Aggregate(bits, After);
        }

        if (end > start)
        {
            yield return new(name, start, end, bits);
        }
    }

    private static int After(int bits, ElfSymbol symbol) => symbol switch
    {
        { Name: var n } when n.EndsWith(".code16", StringComparison.Ordinal) => 16,
        { Name: var n } when n.EndsWith(".code32", StringComparison.Ordinal) => 32,
        { Name: var n } when n.EndsWith(".code64", StringComparison.Ordinal) => 64,
        { Name: var n } when n.EndsWith(".data", StringComparison.Ordinal) => 0,
        { Type: ElfSymbol.Function } => 64,
        _ => bits,
    };
}
