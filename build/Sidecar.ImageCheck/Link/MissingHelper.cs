using System;
using Sidecar.ImageCheck.Rules;

namespace Sidecar.ImageCheck.Link;

/// <summary>What C# code did that made the compiler call a helper of .NET's runtime that does not exist here.</summary>
public static class MissingHelper
{
    /// <summary>The rule's number, and what the image does, as in "Sidecar.Cosmos.Image allocates".</summary>
    public static (string Code, string Verb) Describe(string symbol)
    {
        if (AllocationRule.IsAllocationHelper(symbol))
        {
            return ("SCI010", "allocates");
        }

        return symbol switch
        {
            "RhpThrowEx" or "RhpRethrow" or "RhpThrowHwEx" => ("SCI011", "throws"),
            "RhpStackProbe" => ("SCI012", "has a stack frame of over a page"),
            "__tls_get_addr" => ("SCI013", "uses a thread-static field"),
            _ when symbol.Contains("ThreadStatic", StringComparison.Ordinal) => ("SCI013", "uses a thread-static field"),
            _ when symbol.Contains("AssignRef", StringComparison.Ordinal) => ("SCI014", "stores a reference to an object"),
            _ when symbol.Contains("InterfaceDispatch", StringComparison.Ordinal) => ("SCI015", "calls through an interface"),
            _ when symbol.StartsWith("RhUnbox", StringComparison.Ordinal) => ("SCI017", "unboxes an object"),
            _ when symbol.StartsWith("RhpCheckCast", StringComparison.Ordinal) || symbol.StartsWith("RhpIsInstanceOf", StringComparison.Ordinal)
                => ("SCI017", "casts an object"),
            _ => ("SCI016", "has an undefined symbol"),
        };
    }
}
