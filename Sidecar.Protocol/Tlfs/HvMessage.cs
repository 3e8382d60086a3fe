using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A synthetic message: an intercept's description among others.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
[WireLayout(256)]
public struct HvMessage
{
    /// <summary>Kind and length.</summary>
    [FieldOffset(0)]
    public HvMessageHeader Header;

    /// <summary>The payload, see <see cref="PayloadAs"/>.</summary>
    [FieldOffset(16)]
    public Array240<byte> PayloadBuffer;

    /// <summary>The payload as the message that the header's type says it is.</summary>
    /// <typeparam name="T">A message; all are at most 240 bytes.</typeparam>
    [UnscopedRef]
    public ref T PayloadAs<T>()
        where T : unmanaged, IHvMessagePayload => ref Unsafe.As<Array240<byte>, T>(ref PayloadBuffer);
}
