using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Lines of a file that are checked together: a type with its members, a list, a block of bytes, or a single line.</summary>
/// <param name="Kind">Which check they belong to.</param>
/// <param name="Name">The type, section or block.</param>
/// <param name="Lines">The lines, the heading first.</param>
public sealed record WireGroup(WireGroupKind Kind, string Name, IReadOnlyList<WireLine> Lines)
{
    /// <summary>The heading.</summary>
    public WireLine Head => Lines[0];

    /// <summary>All but the heading.</summary>
    public IEnumerable<WireLine> Body => Lines.Skip(1);

    /// <summary>How the test run shows it.</summary>
    public string Title => $"{(Head.File == WireFile.Names[0] ? "" : Head.File + " ")}line {Head.Number}: {Name}";
}
