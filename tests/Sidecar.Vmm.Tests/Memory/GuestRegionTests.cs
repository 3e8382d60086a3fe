using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.Tests.Hosting;
using Xunit;

namespace Sidecar.Vmm.Tests.Memory;

/// <summary>VTL0's memory is reached by guest-physical address, wherever the host has it, and nothing beside it.</summary>
public sealed class GuestRegionTests : IDisposable
{
    private readonly TestGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Theory]
    [InlineData(TestGuest.BlockStart, 1, true)]
    [InlineData(TestGuest.BlockStart, (int)TestGuest.BlockSize, true)]
    [InlineData(TestGuest.BlockStart, (int)TestGuest.BlockSize + 1, false)]
    [InlineData(TestGuest.BlockStart - 1, 1, false)]
    [InlineData(TestGuest.BlockStart - 1, 2, false)]
    [InlineData(TestGuest.BlockStart + TestGuest.BlockSize - 1, 1, true)]
    [InlineData(TestGuest.BlockStart + TestGuest.BlockSize - 1, 2, false)]
    [InlineData(TestGuest.BlockStart + TestGuest.BlockSize, 1, false)]
    [InlineData(TestGuest.BlockStart, int.MaxValue, false)]
    [InlineData(TestGuest.LowStart, (int)TestGuest.LowSize, true)]
    [InlineData(TestGuest.LowStart - 1, 1, false)]
    [InlineData(TestGuest.LowStart + TestGuest.LowSize, 1, false)]
    [InlineData(0ul, 1, false)]
    [InlineData(ulong.MaxValue, 1, false)]
    [InlineData(ulong.MaxValue, int.MaxValue, false)]
    public void Bytes_are_mapped_if_all_of_them_are_the_guests(ulong address, int length, bool expected)
    {
        _guest.Vtl0.TryMap(address, length, out var bytes).ShouldBe(expected);
        bytes.Length.ShouldBe(expected ? length : 0);
    }

    [Fact]
    public void They_are_where_the_host_has_them()
    {
        _guest.Vtl0.TryMap(TestGuest.BlockStart + 0x1234, 16, out var bytes).ShouldBeTrue();
        Unsafe.AreSame(ref MemoryMarshal.GetReference(bytes), ref _guest.Block[0x1234]).ShouldBeTrue();
        _guest.Vtl0.TryMap(TestGuest.LowStart + 0x56, 16, out bytes).ShouldBeTrue();
        Unsafe.AreSame(ref MemoryMarshal.GetReference(bytes), ref _guest.Low[0x56]).ShouldBeTrue();
    }

    [Fact]
    public void No_memory_has_no_bytes()
    {
        default(GuestMemory).TryMap(0, 1, out _).ShouldBeFalse();
        default(GuestRegion).IsEmpty.ShouldBeTrue();
        _guest.Vtl0.Block.IsEmpty.ShouldBeFalse();
    }
}
