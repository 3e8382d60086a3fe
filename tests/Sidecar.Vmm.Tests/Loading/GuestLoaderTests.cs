using System;
using System.Buffers.Binary;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Sidecar.Protocol.Guests;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Loading;

/// <summary>A guest's memory once it is loaded, as the guest will see it.</summary>
public sealed class GuestLoaderTests : IDisposable
{
    private const ulong PresentWritable = 3;
    private const ulong Large = 0x80;

    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void The_image_lies_at_its_addresses_and_all_else_is_cleared()
    {
        _guest.Block.Fill(0xee);
        Load(_guest.Vtl0).ShouldBe("");
        var file = GuestFile.Create();
        At(GuestLayout.Image, 0x100).SequenceEqual(file.AsSpan(GuestFile.SegmentOffset, 0x100)).ShouldBeTrue();
        At(GuestLayout.Image + 0x1000, 0x80).SequenceEqual(file.AsSpan(GuestFile.SegmentOffset + 0x100, 0x80)).ShouldBeTrue();
        At(GuestLayout.Image + 0x1080, (int)(TestGuest.BlockSize - GuestLayout.Image - 0x1080)).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        At(0, 0x1000).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        _guest.IsContained().ShouldBeTrue();
    }

    [Fact]
    public void It_is_told_where_its_memory_is_for_it()
    {
        Load(_guest.Vtl0).ShouldBe("");
        var parameters = MemoryMarshal.Read<GuestParameters>(At(GuestLayout.Parameters, 80));
        parameters.Version.ShouldBe(GuestParameters.ExpectedVersion);
        (parameters.BlockAddress, parameters.BlockSize, parameters.LowAddress).ShouldBe((TestGuest.BlockStart, TestGuest.BlockSize, TestGuest.LowStart));
        (parameters.UnmappedAddress, parameters.Argument).ShouldBe((TestGuest.Device, 77ul));
    }

    /// <summary>Block and window, through the tables themselves: the addresses in them are the guest's, not those of the host's mapping.</summary>
    [Theory]
    [InlineData(0ul, TestGuest.BlockStart)]
    [InlineData(GuestLayout.Image + 0x1234, TestGuest.BlockStart + GuestLayout.Image + 0x1234)]
    [InlineData(GuestLayout.Shared, TestGuest.BlockStart + GuestLayout.Shared)]
    [InlineData(TestGuest.BlockSize - 1, TestGuest.BlockStart + TestGuest.BlockSize - 1)]
    [InlineData(TestGuest.BlockSize, null)]
    [InlineData(GuestLayout.Window - 1, null)]
    [InlineData(GuestLayout.Window, 0ul)]
    [InlineData(GuestLayout.Window + TestGuest.Device, TestGuest.Device)]
    [InlineData(GuestLayout.Window + (512ul << 30) - 1, (512ul << 30) - 1)]
    [InlineData(GuestLayout.Window + (512ul << 30), null)]
    public void Its_tables_map_the_block_and_all_of_physical_memory(ulong address, ulong? physical)
    {
        Load(_guest.Vtl0).ShouldBe("");
        Walk(address).ShouldBe(physical);
    }

    [Fact]
    public void A_block_ends_with_its_last_large_page()
    {
        Load(new GuestMemory(_guest.BlockOf(TestGuest.BlockSize - 0x1000), default)).ShouldBe("");
        var parameters = MemoryMarshal.Read<GuestParameters>(At(GuestLayout.Parameters, 80));
        parameters.BlockSize.ShouldBe(TestGuest.BlockSize - GuestLayout.LargePage);
        parameters.LowAddress.ShouldBe(0ul);
        Walk(parameters.BlockSize - 1).ShouldBe(TestGuest.BlockStart + parameters.BlockSize - 1);
        Walk(parameters.BlockSize).ShouldBeNull();
    }

    [Fact]
    public void Too_little_memory_is_said()
    {
        Load(default).ShouldContain("too little memory");
        Load(new GuestMemory(_guest.BlockOf(GuestLayout.LeastBlock - 1), default)).ShouldContain("at least 8 MiB");
        Load(new GuestMemory(_guest.Vtl0.Block, default), "flat.bin", [0xf4]).ShouldContain("0x10000 to 0x1ffff");
    }

    [Fact]
    public void A_flat_image_lies_below_1_MiB()
    {
        _guest.Low.Fill(0xee);
        byte[] file = [.. Enumerable.Range(1, 100).Select(i => (byte)i)];
        Load(new GuestMemory(default, _guest.Vtl0.Low), "flat.bin", file).ShouldBe("");
        _guest.Low[..100].SequenceEqual(file).ShouldBeTrue();
        _guest.Low[100..].IndexOfAnyExcept((byte)0).ShouldBe(-1);
    }

    private static string Load(GuestMemory memory, string name = "guest.elf", byte[]? file = null)
    {
        GuestImage.Read(Encoding.ASCII.GetBytes(name), file ?? GuestFile.Create(), out var image).ShouldBe(GuestImageProblem.None);
        return GuestLoader.TryLoad(memory, image, new() { UnmappedAddress = TestGuest.Device, Argument = 77 }, out var problem) ? "" : Encoding.ASCII.GetString(problem);
    }

    /// <summary>The guest-physical address by four levels of tables, of which large pages end the walk (AMD APM 2, 5.3).</summary>
    private ulong? Walk(ulong address)
    {
        var table = TestGuest.BlockStart + GuestLayout.PageMap;
        for (var shift = 39; shift >= 12; shift -= 9)
        {
            _guest.Vtl0.TryMap(table + (((address >> shift) & 511) * 8), 8, out var bytes).ShouldBeTrue();
            var entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if ((entry & PresentWritable) != PresentWritable)
            {
                return null;
            }

            var mask = (1ul << shift) - 1;
            if (shift == 12 || (entry & Large) != 0)
            {
                return (entry & ~mask & 0xf_ffff_ffff_f000) | (address & mask);
            }

            table = entry & 0xf_ffff_ffff_f000;
        }

        return null;
    }

    private Span<byte> At(ulong offset, int length) => _guest.Block.Slice((int)offset, length);
}
