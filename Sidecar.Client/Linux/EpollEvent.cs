using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Client.Linux;

/// <summary>struct epoll_event as x86-64 has it: packed (include/uapi/linux/eventpoll.h, EPOLL_PACKED).</summary>
[StructLayout(LayoutKind.Explicit, Size = 12, Pack = 1)]
[WireLayout(12)]
internal struct EpollEvent
{
    /// <summary>EPOLLIN and the like.</summary>
    [FieldOffset(0)]
    public uint Events;

    /// <summary>What whoever added the file wants to be told.</summary>
    [FieldOffset(4)]
    public ulong Key;
}
