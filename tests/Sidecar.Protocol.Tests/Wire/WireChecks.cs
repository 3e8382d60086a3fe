using System.Collections.Generic;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Which check a group goes through.</summary>
public static class WireChecks
{
    /// <summary>Checks a group; returns the lines it has checked. A line that none has checked is not among them.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group) => group.Kind switch
    {
        WireGroupKind.Structure => StructureCheck.Run(group),
        WireGroupKind.Newtype when !WireFileTests.Excused.ContainsKey(group.Name) => NewtypeCheck.Run(group),
        WireGroupKind.BitField => BitFieldCheck.Run(group),
        WireGroupKind.Enumeration => EnumerationCheck.Run(group),
        WireGroupKind.Expression => ExpressionCheck.Run(group),
        WireGroupKind.Golden => GoldenCheck.Run(group),
        WireGroupKind.NameList => NameListCheck.Run(group),
        _ => [],
    };
}
