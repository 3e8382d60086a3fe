using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>A text that says what went wrong.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
[WireLayout(256)]
public struct CommandError
{
    /// <summary>Bytes of text.</summary>
    [FieldOffset(0)]
    public byte Len;

    /// <summary>The text, UTF-8.</summary>
    [FieldOffset(1)]
    public Array255<byte> Buf;

    /// <summary>The text. Any length that the byte can hold lies within the buffer, so a hostile one reads stale text at worst.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)Buf)[..Len];

    /// <summary>Replaces the text; what is beyond 255 bytes is cut.</summary>
    public void Set(scoped ReadOnlySpan<byte> text)
    {
        var length = Math.Min(text.Length, 255);
        text[..length].CopyTo(Buf);
        Len = (byte)length;
    }
}
