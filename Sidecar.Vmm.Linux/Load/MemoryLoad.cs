using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>Memory that is asked of Linux, written all over, read, and given back.</summary>
internal sealed unsafe class MemoryLoad() : LoadKind("times 16 MiB of memory")
{
    private const int Size = 16 << 20;
    private const int PageSize = 4096;

    /// <inheritdoc/>
    protected override void Once()
    {
        var memory = (byte*)NativeMemory.Alloc(Size);
        try
        {
            // SAFETY: as many bytes were allocated, or the call above has thrown.
            for (var offset = 0; offset < Size; offset += PageSize)
            {
                Unsafe.WriteUnaligned(memory + offset, offset ^ Count);
            }

            for (var offset = 0; offset < Size; offset += PageSize)
            {
                var found = Unsafe.ReadUnaligned<int>(memory + offset);
                Steps.Expect(found == (offset ^ Count), $"memory of Linux's holds {found}, not {offset ^ Count}");
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }
}
