namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>Where and how the code of a parked CPU begins in 64-bit mode. Trampoline.asm fills it and knows the layout.</summary>
public struct ParkedState
{
    /// <summary>Its first instruction.</summary>
    public ulong Entry;

    /// <summary>CR0.</summary>
    public ulong Cr0;

    /// <summary>CR3: the identity map.</summary>
    public ulong Cr3;

    /// <summary>CR4.</summary>
    public ulong Cr4;

    /// <summary>The segment descriptors.</summary>
    public ulong GdtBase;

    /// <summary>Their last byte's offset.</summary>
    public ulong GdtLimit;
}
