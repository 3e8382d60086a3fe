using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Memory;

/// <summary>
/// The kernel's virtual addresses, the same on every CPU. The image lies at <see cref="ImageBase"/>; 2 MiB above it each CPU has its own page table
/// with the pages below. The page under the stack is never mapped.
/// </summary>
public static class AddressSpace
{
    /// <summary>Where the image runs (design; the model's choice too).</summary>
    public const ulong ImageBase = 0xffff_ff80_0000_0000;

    /// <summary>Most bytes of an image.</summary>
    public const ulong ImageSize = 0x20_0000;

    /// <summary>Where a CPU's own pages begin.</summary>
    public const ulong PerVpBase = ImageBase + ImageSize;

    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    /// <summary>Index of the page table itself, so that the CPU can change its own temporary maps.</summary>
    public const int PageTableSlot = 0;

    /// <summary>Index of the hypercall input page.</summary>
    public const int HypercallInputSlot = 1;

    /// <summary>Index of the hypercall output page.</summary>
    public const int HypercallOutputSlot = 2;

    /// <summary>Index of the command page.</summary>
    public const int CommandPageSlot = 3;

    /// <summary>Index of the globals page.</summary>
    public const int GlobalsSlot = 4;

    /// <summary>Index of the VP assist page.</summary>
    public const int AssistPageSlot = 5;

    /// <summary>Index of the control page.</summary>
    public const int ControlPageSlot = 6;

    /// <summary>Index of the register page.</summary>
    public const int RegisterPageSlot = 7;

    /// <summary>Index of the trace ring's first page; up to NodeLayout.MaxTracePages follow.</summary>
    public const int TraceSlot = 64;

    /// <summary>Index of the handler state's first page; up to NodeLayout.MaxHandlerStatePages follow.</summary>
    public const int HandlerStateSlot = 128;

    /// <summary>Index of the first of <see cref="TemporarySlots"/> temporary maps.</summary>
    public const int TemporarySlot = 480;

    /// <summary>Number of temporary maps.</summary>
    public const int TemporarySlots = 8;

    /// <summary>Index of the page that stays unmapped below the stack.</summary>
    public const int StackGuardSlot = StackSlot - 1;

    /// <summary>Index of the stack's first page.</summary>
    public const int StackSlot = 512 - StackPages;

    /// <summary>Pages of the stack (openhcl.txt, STACK_PAGES).</summary>
    public const int StackPages = 3;

    /// <summary>First address above the stack.</summary>
    public const ulong StackTop = PerVpBase + (512 * PageSize);

    /// <summary>Virtual address of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Slot(int slot) => PerVpBase + ((ulong)slot * PageSize);
}
