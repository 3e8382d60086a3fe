using System;
using System.Runtime.CompilerServices;
using System.Text;
using Sidecar.Protocol.Extension;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

/// <summary>The table and the catalog that the generator wrote for the samples.</summary>
public sealed class HandlerTableTests
{
    [Fact]
    public void Table_and_catalog_agree_and_are_in_order()
    {
        HandlerCatalog.Count.ShouldBe(HandlerTable.Count);
        for (var i = 0; i < HandlerCatalog.Count; i++)
        {
            var number = HandlerCatalog.NumberAt(i);
            HandlerTable.Contains(number).ShouldBeTrue();
            HandlerTable.NameOf(number).SequenceEqual(HandlerCatalog.NameAt(i)).ShouldBeTrue();
            HandlerCatalog.SummaryAt(i).IsEmpty.ShouldBeFalse(Encoding.UTF8.GetString(HandlerCatalog.NameAt(i)));
            if (i > 0)
            {
                number.ShouldBeGreaterThan(HandlerCatalog.NumberAt(i - 1));
            }
        }
    }

    [Fact]
    public void Unknown_commands_are_unknown()
    {
        foreach (var number in (uint[])[0, 1, 0xfff, 0x1002, 0x2000, uint.MaxValue])
        {
            HandlerTable.Contains(number).ShouldBeFalse();
            HandlerTable.NeedsState(number).ShouldBeFalse();
            HandlerTable.NameOf(number).IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void Four_handlers_share_one_store_a_vp()
    {
        HandlerTable.StateSize.ShouldBe((Unsafe.SizeOf<KeyValueStore.Store>() + 15) / 16 * 16);
        HandlerTable.StateSize.ShouldBeLessThanOrEqualTo(128 * 1024);
        ((ulong)HandlerTable.StateSize).ShouldBeLessThanOrEqualTo(NodeLayout.MaxHandlerStatePages * NodeLayout.PageSize);
        HandlerTable.NeedsState(HandlerNumbers.KvCount).ShouldBeTrue();
        HandlerTable.NeedsState(HandlerNumbers.Sum).ShouldBeFalse();
    }

    [Fact]
    public void Payloads_are_as_large_as_the_catalog_says()
    {
        Sizes(HandlerNumbers.Sum).ShouldBe((Unsafe.SizeOf<Sum.Request>(), Unsafe.SizeOf<Sum.Response>()));
        Sizes(HandlerNumbers.Echo).ShouldBe((1024, 1024));
        Sizes(HandlerNumbers.KvPut).ShouldBe((Unsafe.SizeOf<KeyValueStore.PutRequest>(), Unsafe.SizeOf<KeyValueStore.PutResponse>()));
        Sizes(HandlerNumbers.KvGet).ShouldBe((Unsafe.SizeOf<KeyValueStore.KeyRequest>(), Unsafe.SizeOf<KeyValueStore.GetResponse>()));
        Sizes(HandlerNumbers.KvCount).ShouldBe((0, Unsafe.SizeOf<KeyValueStore.CountResponse>()));
        Sizes(HandlerNumbers.Sha256).ShouldBe((1024, Sha256Digest.Length));
        Sizes(HandlerNumbers.Sha256Stream).ShouldBe((Unsafe.SizeOf<HashStream.Request>(), Unsafe.SizeOf<HashStream.Response>()));
        Sizes(HandlerNumbers.Fault).ShouldBe((Unsafe.SizeOf<Fault.Request>(), Unsafe.SizeOf<Fault.Response>()));
    }

    [Fact]
    public void A_busy_page_is_left_alone()
    {
        using var vp = new MemoryVp { IsBusy = true };
        vp.Payload.Fill(0xaa);
        var channel = vp.AsChannel();
        HandlerCalls.TrySum(ref channel, new Sum.Request { ValueCount = 1 }, out _).ShouldBeFalse();
        vp.Payload.IndexOfAnyExcept((byte)0xaa).ShouldBe(-1);
    }

    private static (int Request, int Response) Sizes(uint number)
    {
        for (var i = 0; i < HandlerCatalog.Count; i++)
        {
            if (HandlerCatalog.NumberAt(i) == number)
            {
                return (HandlerCatalog.RequestSizeAt(i), HandlerCatalog.ResponseSizeAt(i));
            }
        }

        throw new ArgumentException($"no command 0x{number:x}", nameof(number));
    }
}
