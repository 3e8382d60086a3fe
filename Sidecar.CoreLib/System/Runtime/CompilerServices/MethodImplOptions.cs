namespace System.Runtime.CompilerServices;

/// <summary>How a method is compiled.</summary>
[Flags]
public enum MethodImplOptions
{
    Unmanaged = 0x0004,
    NoInlining = 0x0008,
    ForwardRef = 0x0010,
    Synchronized = 0x0020,
    NoOptimization = 0x0040,
    PreserveSig = 0x0080,
    AggressiveInlining = 0x0100,
    AggressiveOptimization = 0x0200,

    /// <summary>The body is elsewhere: with <see cref="RuntimeImportAttribute"/>, an assembler plug.</summary>
    InternalCall = 0x1000,
}
