namespace System.Runtime.InteropServices;

/// <summary>How the fields of a type lie in memory.</summary>
public enum LayoutKind
{
    /// <summary>In the order of the source.</summary>
    Sequential = 0,

    /// <summary>At the offsets given.</summary>
    Explicit = 2,

    /// <summary>As the compiler likes.</summary>
    Auto = 3,
}
