namespace Sidecar.Cosmos.Vp;

/// <summary>
/// How a VP's globals page is divided: <see cref="VpGlobals"/>, GDT, TSS, and the stacks of NMI, #DF and #MC, which must not run on the stack that may be
/// broken. One page holds them all, so a VP stays within OpenHCL's eleven private pages.
/// </summary>
public static class GlobalsPage
{
    /// <summary>Byte offset of the GDT.</summary>
    public const int Gdt = 0x180;

    /// <summary>Byte offset of the TSS.</summary>
    public const int Tss = 0x1c0;

    /// <summary>Byte offset of the first address above the NMI stack, 1,344 bytes below it are its own (512 hold the SSE state).</summary>
    public const int NmiStackTop = 0x780;

    /// <summary>Byte offset of the first address above the double fault stack, 1,088 bytes.</summary>
    public const int DoubleFaultStackTop = 0xbc0;

    /// <summary>Byte offset of the first address above the machine check stack, 1,088 bytes.</summary>
    public const int MachineCheckStackTop = 0x1000;
}
