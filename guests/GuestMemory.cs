namespace Sidecar.Guests;

/// <summary>Where things are in a guest's address space (docs/guests.md, "Memory").</summary>
internal static class GuestMemory
{
    /// <summary>Start of what a guest's VPs share; the loader clears it.</summary>
    internal const ulong Shared = 0x60_0000;

    /// <summary>Physical address p is seen at this plus p.</summary>
    internal const ulong Window = 0x80_0000_0000;
}
