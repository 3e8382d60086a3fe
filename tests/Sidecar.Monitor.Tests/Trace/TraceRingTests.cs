using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Monitor.Trace;
using Sidecar.Protocol.Trace;
using Xunit;

namespace Sidecar.Monitor.Tests.Trace;

/// <summary>Reading a ring that goes round.</summary>
public unsafe class TraceRingTests
{
    private const uint Capacity = 7;

    [Fact]
    public void Records_are_those_that_were_not_overwritten()
        => Prop.ForAll(Gen.Choose(0, 40).ToArbitrary(), written =>
        {
            var memory = (byte*)NativeMemory.AllocZeroed((nuint)(sizeof(TraceRingHeader) + (Capacity * sizeof(TraceRecord))));
            try
            {
                var ring = Write(memory, (ulong)written);
                ring.IsPresent.ShouldBeTrue();
                // Of a full ring, the slot that is written next may be in the middle of it.
                ring.Oldest.ShouldBe(written < Capacity ? 0UL : (ulong)written - Capacity + 1);
                for (var index = 0UL; index < 50; index++)
                {
                    var isThere = index >= ring.Oldest && index < (ulong)written;
                    ring.TryRead(index, out var record).ShouldBe(isThere);
                    if (isThere)
                    {
                        record.Timestamp.ShouldBe(index);
                    }
                }

                ring.TryReadLast(out var last).ShouldBe(written != 0);
                last.Timestamp.ShouldBe(written == 0 ? 0 : (ulong)written - 1);
            }
            finally
            {
                NativeMemory.Free(memory);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_ring_is_no_ring() => default(TraceRing).IsPresent.ShouldBeFalse();

    [Theory]
    [InlineData(0UL, Capacity)]
    [InlineData(TraceRingHeader.ExpectedMagic + 1, Capacity)]
    [InlineData(TraceRingHeader.ExpectedMagic, Capacity + 1)]
    public void A_ring_that_says_other_things_of_itself_is_none(ulong magic, uint capacity)
    {
        var header = new TraceRingHeader { Magic = magic, Capacity = capacity };
        new TraceRing(&header, Capacity).IsPresent.ShouldBeFalse();
    }

    private static TraceRing Write(byte* memory, ulong count)
    {
        var header = (TraceRingHeader*)memory;
        *header = new() { Magic = TraceRingHeader.ExpectedMagic, Version = 1, Capacity = Capacity, Count = count };
        for (var index = 0UL; index < count; index++)
        {
            ((TraceRecord*)(header + 1))[index % Capacity].Timestamp = index;
        }

        return new TraceRing(header, Capacity);
    }
}
