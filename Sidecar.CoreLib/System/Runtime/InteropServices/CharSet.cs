namespace System.Runtime.InteropServices;

/// <summary>How text is passed to native code: never, here.</summary>
public enum CharSet
{
    None = 1,
    Ansi = 2,
    Unicode = 3,
    Auto = 4,
}
