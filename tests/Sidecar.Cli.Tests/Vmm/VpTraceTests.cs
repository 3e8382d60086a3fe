using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Vmm.Linux.Trace;
using Xunit;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>A ring read a piece at a time while its VP, or somebody worse, writes there.</summary>
public class VpTraceTests
{
    private const uint Vp = 5;

    /// <summary>However much is written between two looks: each transition is taken once, in order, or counted as overwritten.</summary>
    [Fact]
    public void EveryTransitionIsTakenOnceOrCounted() => Prop.ForAll(
        Gen.Choose(0, 12).ListOf().ToArbitrary(),
        writes =>
        {
            var memory = new TestRing(Vp);
            var trace = memory.Trace();
            var (taken, missed, seen) = (0UL, 0UL, 0UL);
            foreach (var count in writes)
            {
                memory.Append(count);
                trace.Read(memory, new TraceRecord[TestRing.Capacity], (index, in record) =>
                {
                    index.ShouldBeGreaterThanOrEqualTo(seen);
                    missed += index - seen;
                    (seen, taken) = (index + 1, taken + 1);
                    record.Timestamp.ShouldBe(index);
                });
                (taken + trace.Overwritten, trace.Problem).ShouldBe((memory.Header.Count, null));
                seen.ShouldBe(memory.Header.Count);
            }

            missed.ShouldBe(trace.Overwritten);
            taken.ShouldBeGreaterThanOrEqualTo(Math.Min(memory.Header.Count, TestRing.Capacity - 1));
        }).QuickCheckThrowOnFailure();

    /// <summary>What the VP writes over during the copy is not taken; the rest is, and the next look goes on from there.</summary>
    [Theory]
    [InlineData(0, 7, 0)]
    [InlineData(1, 6, 1)]
    [InlineData(3, 4, 3)]
    [InlineData(7, 0, 7)]
    [InlineData(100, 0, 7)]
    public void WhatIsOverwrittenDuringTheCopyIsDropped(int meanwhile, int taken, int overwritten)
    {
        var memory = new TestRing(Vp);
        memory.Append(7);
        memory.AfterRead[1] = () => memory.Append(meanwhile);
        var trace = memory.Trace();
        Indices(trace, memory).ShouldBe(Enumerable.Range(7 - taken, taken).Select(index => (ulong)index));
        trace.Overwritten.ShouldBe((ulong)overwritten);
        trace.Problem.ShouldBeNull();

        memory.AfterRead.Clear();
        Indices(trace, memory).ShouldBe(Enumerable.Range(7, meanwhile).TakeLast((int)TestRing.Capacity - 1).Select(index => (ulong)index));
        trace.State.ShouldBe(VpState.Halted);
    }

    [Fact]
    public void AVpThatHasNotComeUpHasNoTrace()
    {
        var memory = new TestRing(Vp);
        memory.Header.Magic = 0x1234;
        var trace = memory.Trace();
        Indices(trace, memory).ShouldBeEmpty();
        (trace.IsPresent, trace.Problem, trace.State).ShouldBe((false, null, null));

        memory.Header.Magic = TraceRingHeader.ExpectedMagic;
        memory.Append(1);
        Indices(trace, memory).ShouldBe([0UL]);
        (trace.IsPresent, trace.State).ShouldBe((true, VpState.Halted));
    }

    [Fact]
    public void WhatIsNotThereIsReadLater()
    {
        var memory = new TestRing(Vp) { IsThere = false };
        memory.Append(2);
        var trace = memory.Trace();
        Indices(trace, memory).ShouldBeEmpty();
        memory.IsThere = true;
        memory.AfterRead[0] = () => memory.IsThere = false;
        Indices(trace, memory).ShouldBeEmpty();
        memory.IsThere = true;
        memory.AfterRead.Clear();
        Indices(trace, memory).ShouldBe([0UL, 1]);
    }

    /// <summary>A ring that contradicts what is known of it is not read any more, whatever it says later.</summary>
    [Theory]
    [InlineData("magic", "VP 5's trace is gone: it begins with 0x0")]
    [InlineData("version", "VP 5's trace is of version 2; 1 would do")]
    [InlineData("vp", "VP 5's trace says that it is VP 6's")]
    [InlineData("capacity", "VP 5's trace says that it holds 4294967295 records; its memory has room for 8")]
    [InlineData("count", "VP 5's trace went back from 3 records to 2")]
    public void AHostileHeaderEndsTheTrace(string field, string problem)
    {
        var memory = new TestRing(Vp);
        memory.Append(3);
        var trace = memory.Trace();
        Indices(trace, memory).Count.ShouldBe(3);
        var good = memory.Header;
        _ = field switch
        {
            "magic" => memory.Header.Magic = 0,
            "version" => memory.Header.Version = 2,
            "vp" => memory.Header.VpIndex = 6,
            "capacity" => memory.Header.Capacity = uint.MaxValue,
            _ => memory.Header.Count = 2,
        };
        Indices(trace, memory).ShouldBeEmpty();
        trace.Problem.ShouldBe(problem);

        memory.Header = good;
        memory.Append(1);
        Indices(trace, memory).ShouldBeEmpty();
        trace.Problem.ShouldBe(problem);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(5UL)]
    public void ACountThatGoesBackDuringTheCopyEndsTheTrace(ulong back)
    {
        var memory = new TestRing(Vp);
        memory.Append(6);
        memory.AfterRead[1] = () => memory.Header.Count = back;
        var trace = memory.Trace();
        Indices(trace, memory).ShouldBeEmpty();
        trace.Problem.ShouldBe($"VP 5's trace went back from 6 records to {back}");
    }

    [Theory]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("event")]
    [InlineData("command")]
    [InlineData("error")]
    public void ARecordThatIsNoTransitionEndsTheTrace(string field)
    {
        var memory = new TestRing(Vp);
        memory.Append(4);
        ref var record = ref memory.Records[2];
        _ = field switch
        {
            "from" => (byte)(record.From = (VpState)5),
            "to" => (byte)(record.To = (VpState)255),
            "event" => (byte)(record.Event = (VpEvent)8),
            "command" => record.HasCommand = 2,
            _ => record.HasError = 2,
        };
        var trace = memory.Trace();
        Indices(trace, memory).ShouldBe([0UL, 1]);
        trace.Problem.ShouldBe("record 2 of VP 5's trace is no transition");
    }

    /// <summary>Any bytes, changing under the reader's eyes: it takes no more than the ring holds, and only what is defined.</summary>
    [Fact]
    public void AnyBytesAreBorne() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var memory = new TestRing(Vp);
            memory.Append(random.Next(20));
            var trace = memory.Trace();
            for (var look = 0; look < 10; look++)
            {
                for (var read = 0; read < 4; read++)
                {
                    memory.AfterRead[read] = () => memory.Corrupt(random);
                }

                var taken = 0;
                trace.Read(memory, new TraceRecord[TestRing.Capacity], (index, in record) =>
                {
                    taken++;
                    Enum.IsDefined(record.From).ShouldBeTrue();
                    Enum.IsDefined(record.To).ShouldBeTrue();
                    Enum.IsDefined(record.Event).ShouldBeTrue();
                });
                taken.ShouldBeLessThan((int)TestRing.Capacity);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 1)]
    [InlineData(1UL << 63)]
    public void AnAbsurdCountCostsNoMoreThanTheRing(ulong count)
    {
        var memory = new TestRing(Vp);
        memory.Append(3);
        memory.Header.Count = count;
        var trace = memory.Trace();
        Indices(trace, memory).Count.ShouldBeLessThan((int)TestRing.Capacity);
        Indices(trace, memory).ShouldBeEmpty();
    }

    private static List<ulong> Indices(VpTrace trace, TestRing memory)
    {
        var indices = new List<ulong>();
        memory.Reads = 0;
        trace.Read(memory, new TraceRecord[TestRing.Capacity], (index, in _) => indices.Add(index));
        return indices;
    }
}
