using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>An access to memory that is not there or not allowed.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
[WireLayout(80)]
public struct HvX64MemoryInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    /// <summary>Cache type of the access.</summary>
    [FieldOffset(40)]
    public HvCacheType CacheType;

    /// <summary>Valid bytes in <see cref="InstructionBytes"/>.</summary>
    [FieldOffset(44)]
    public byte InstructionByteCount;

    /// <summary>What is valid.</summary>
    [FieldOffset(45)]
    public HvX64MemoryAccessInfo MemoryAccessInfo;

    /// <summary>Task priority.</summary>
    [FieldOffset(46)]
    public byte TprPriority;

    /// <summary>Zero.</summary>
    [FieldOffset(47)]
    public byte Reserved;

    /// <summary>Linear address, when valid.</summary>
    [FieldOffset(48)]
    public ulong GuestVirtualAddress;

    /// <summary>Guest physical address.</summary>
    [FieldOffset(56)]
    public ulong GuestPhysicalAddress;

    [FieldOffset(64)]
    public Array16<byte> InstructionBytes;
}
