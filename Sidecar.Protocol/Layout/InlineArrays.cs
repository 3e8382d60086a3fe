using System.Runtime.CompilerServices;

namespace Sidecar.Protocol.Layout;

/// <summary>2 elements in place.</summary>
[InlineArray(2)]
public struct Array2<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>3 elements in place.</summary>
[InlineArray(3)]
public struct Array3<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>6 elements in place.</summary>
[InlineArray(6)]
public struct Array6<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>7 elements in place.</summary>
[InlineArray(7)]
public struct Array7<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>8 elements in place.</summary>
[InlineArray(8)]
public struct Array8<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>10 elements in place.</summary>
[InlineArray(10)]
public struct Array10<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>11 elements in place.</summary>
[InlineArray(11)]
public struct Array11<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>16 elements in place.</summary>
[InlineArray(16)]
public struct Array16<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>31 elements in place.</summary>
[InlineArray(31)]
public struct Array31<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>36 elements in place.</summary>
[InlineArray(36)]
public struct Array36<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>40 elements in place.</summary>
[InlineArray(40)]
public struct Array40<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>48 elements in place.</summary>
[InlineArray(48)]
public struct Array48<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>64 elements in place.</summary>
[InlineArray(64)]
public struct Array64<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>128 elements in place.</summary>
[InlineArray(128)]
public struct Array128<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>190 elements in place.</summary>
[InlineArray(190)]
public struct Array190<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>240 elements in place.</summary>
[InlineArray(240)]
public struct Array240<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>255 elements in place.</summary>
[InlineArray(255)]
public struct Array255<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>256 elements in place.</summary>
[InlineArray(256)]
public struct Array256<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>384 elements in place.</summary>
[InlineArray(384)]
public struct Array384<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>400 elements in place.</summary>
[InlineArray(400)]
public struct Array400<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>3,672 elements in place.</summary>
[InlineArray(3672)]
public struct Array3672<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>4,032 elements in place.</summary>
[InlineArray(4032)]
public struct Array4032<T>
    where T : unmanaged
{
    private T _first;
}
