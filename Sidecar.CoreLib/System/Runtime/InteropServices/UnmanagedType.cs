namespace System.Runtime.InteropServices;

/// <summary>How a value is passed to native code. Nothing is marshalled here; the C# compiler wants to know the type.</summary>
public enum UnmanagedType
{
    I1 = 0x3,
    U1 = 0x4,
    I2 = 0x5,
    U2 = 0x6,
    I4 = 0x7,
    U4 = 0x8,
    I8 = 0x9,
    U8 = 0xa,
    ByValArray = 0x1e,
}
