using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Elf;
using Sidecar.Protocol.Guests;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Memory;

namespace Sidecar.Vmm.Loading;

/// <summary>Puts a guest into its memory: image, page tables, descriptor table, parameters. All else of the memory is cleared.</summary>
public static class GuestLoader
{
    private const int PageSize = 4096;
    private const int EntriesPerPage = 512;

    /// <summary>Present, writable.</summary>
    private const ulong Table = 0x3;

    /// <summary>Present, writable, a large page.</summary>
    private const ulong LargePage = 0x83;

    /// <summary>Loads an image. False when its memory is missing or too small, which <paramref name="problem"/> says.</summary>
    /// <param name="memory">VTL0's memory.</param>
    /// <param name="image">The image, checked.</param>
    /// <param name="parameters">What the guest is told; the addresses of its own memory are filled in.</param>
    /// <param name="problem">Why not, as the end of a sentence.</param>
    public static bool TryLoad(GuestMemory memory, GuestImage image, GuestParameters parameters, out ReadOnlySpan<byte> problem)
    {
        if (image.IsFlat)
        {
            return TryLoadFlat(memory, image, out problem);
        }

        problem = default;
        var size = Math.Min(memory.Block.Length, GuestLayout.MostMapped) & ~(GuestLayout.LargePage - 1);
        if (size < GuestLayout.LeastBlock || !memory.TryMap(memory.Block.Start, (int)size, out var block))
        {
            problem = "VTL0 was given too little memory: a block of at least 8 MiB is needed (guest-memory=)"u8;
            return false;
        }

        block.Clear();
        for (var i = 0; i < image.SegmentCount; i++)
        {
            var segment = image.SegmentAt(i);
            if (segment.Type == Segment.Load)
            {
                image.File.Slice((int)segment.Offset, (int)segment.FileSize).CopyTo(block[(int)segment.Address..]);
            }
        }

        BuildTables(memory.Block.Start, block);
        parameters.Version = GuestParameters.ExpectedVersion;
        parameters.BlockAddress = memory.Block.Start;
        parameters.BlockSize = size;
        parameters.LowAddress = memory.Low.IsEmpty ? 0 : memory.Low.Start;
        MemoryMarshal.Write(block[(int)GuestLayout.Parameters..], in parameters);
        return true;
    }

    private static bool TryLoadFlat(GuestMemory memory, GuestImage image, out ReadOnlySpan<byte> problem)
    {
        problem = default;
        if (!memory.TryMap(GuestLayout.Flat, (int)GuestLayout.FlatSize, out var low))
        {
            problem = "VTL0 was given no memory at 0x10000 to 0x1ffff, where a flat image starts"u8;
            return false;
        }

        low.Clear();
        image.File.CopyTo(low);
        return true;
    }

    /// <summary>The block from address 0, and the window on the first 512 GiB: supervisor's, writable, executable.</summary>
    private static void BuildTables(ulong start, Span<byte> block)
    {
        Write(block, GuestLayout.PageMap, 0, (start + GuestLayout.BlockDirectories) | Table);
        Write(block, GuestLayout.PageMap, (int)(GuestLayout.Window >> 39), (start + GuestLayout.WindowDirectories) | Table);
        Write(block, GuestLayout.BlockDirectories, 0, (start + GuestLayout.BlockDirectory) | Table);
        for (var i = 0; i < (int)((uint)block.Length / GuestLayout.LargePage); i++)
        {
            Write(block, GuestLayout.BlockDirectory, i, (start + ((ulong)i * GuestLayout.LargePage)) | LargePage);
        }

        for (var i = 0; i < EntriesPerPage; i++)
        {
            Write(block, GuestLayout.WindowDirectories, i, ((ulong)i << 30) | LargePage);
        }

        MemoryMarshal.Write(block[((int)GuestLayout.DescriptorTable + GuestRegisters.CodeSelector)..], GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultCode));
        MemoryMarshal.Write(block[((int)GuestLayout.DescriptorTable + GuestRegisters.DataSelector)..], GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultData));
    }

    private static void Write(Span<byte> block, ulong table, int index, ulong entry)
        => BinaryPrimitives.WriteUInt64LittleEndian(block.Slice((int)table, PageSize)[(index * sizeof(ulong))..], entry);
}
