using System;

namespace Sidecar.Protocol.Layout;

/// <summary>
/// States the size of a structure whose bytes somebody else also reads. The compiler checks it (Sidecar.Generators, WireLayoutAnalyzer): the size
/// is the struct's stated size, no two fields overlap, none reaches beyond the end, and the bytes that no field covers are exactly
/// <see cref="Padding"/>. Where a field lies is checked against openhcl.txt by the tests.
/// <para>
/// Names: a type keeps its name in openhcl.txt, a field is its name there in PascalCase, without a leading underscore
/// (<c>ControlPage.needs_attention</c> is <c>ControlPage.NeedsAttention</c>), a value of an enumeration keeps its spelling.
/// <c>bool</c> and the atomic types are plain integers here: a hostile page may hold any byte, and atomicity is
/// <see cref="Memory.ISharedMemory"/>'s business.
/// </para>
/// </summary>
/// <param name="size">Bytes of the structure.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class WireLayoutAttribute(int size) : Attribute
{
    /// <summary>Bytes of the structure.</summary>
    public int Size { get; } = size;

    /// <summary>Bytes that belong to no field.</summary>
    public int Padding { get; set; }
}
