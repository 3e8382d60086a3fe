using System;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tests.Wire;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Protocol.Tests.Layout;

/// <summary>The conveniences that structures have beside their fields.</summary>
public class AccessorTests
{
    [Fact]
    public void Status_is_the_byte_on_the_page()
    {
        var page = default(ControlPage);

        page.StatusOf(0) = 1;
        page.StatusOf(4031) = 2;

        var bytes = WireTypes.Bytes(page);
        Assert.Equal((1, 2), (bytes[64], bytes[4095]));
    }

    [Theory]
    [InlineData(4032u)]
    [InlineData(uint.MaxValue)]
    public void Status_beyond_the_page_is_refused(uint index)
        => Assert.Throws<IndexOutOfRangeException>(() =>
        {
            var page = default(ControlPage);
            page.StatusOf(index) = 1;
        });

    [Fact]
    public void Views_of_request_data_start_where_it_does()
    {
        var page = default(CommandPage);

        page.Payload[0] = 0x34;
        page.Payload[1] = 0x12;
        page.Payload[1023] = 0xff;

        Assert.Equal(0x1234, page.Registers.Request.Count);
        Assert.Equal(0x1234UL, page.TranslateRequest.Gvn);
        Assert.Equal((HvStatus)0x1234, page.TranslateResponse.Status);
        Assert.Equal(0x34, page.RunResponse.Intercept);
        Assert.Equal(0xff00_0000_0000_0000UL, page.RequestData[63].High);
        Assert.Equal(0UL, page.Reserved[0]);
    }

    [Fact]
    public void Register_in_the_payload_is_behind_the_request()
    {
        var page = default(CommandPage);

        page.Registers.Regs[1] = HvRegisterAssoc.From(HvRegisterName.Rip, 0x8877_6655_4433_2211);

        Assert.Equal(0x10, page.Payload[16 + 32]);
        Assert.Equal(0x11, page.Payload[16 + 32 + 16]);
    }

    [Fact]
    public void Error_text_reads_back_cut_at_255_bytes()
        => Prop.ForAll<NonNull<string>>(text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text.Get);
            var error = default(CommandError);
            error.Set(bytes);
            return error.Text.SequenceEqual(bytes.AsSpan(0, Math.Min(bytes.Length, 255)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_length_of_a_hostile_error_lies_within_its_buffer()
    {
        var error = new CommandError { Len = 255 };

        Assert.Equal(255, error.Text.Length);
    }

    [Fact]
    public void Message_payload_is_read_in_place()
    {
        var message = default(HvMessage);

        message.PayloadAs<HvX64MsrInterceptMessage>().MsrNumber = 0x1b;

        Assert.Equal(0x1b, WireTypes.Bytes(message)[16 + 40]);
    }

    [Fact]
    public void Gate_keeps_its_handler()
        => Prop.ForAll<ulong>(handler => new IdtEntry64 { Handler = handler }.Handler == handler).QuickCheckThrowOnFailure();

    [Fact]
    public void Gate_of_a_handler_has_the_processors_form()
    {
        var gate = new IdtEntry64
        {
            Handler = 0x8877_6655_4433_2211,
            Selector = 0x10,
            Attributes = new() { Present = true, GateType = 0xe, Ist = 2 },
        };

        Assert.Equal("11221000028E33445566778800000000", Convert.ToHexString(WireTypes.Bytes(gate)));
    }

    [Fact]
    public void Segment_descriptors_have_the_processors_form()
    {
        Assert.Equal("FFFF0000009BAF00", Convert.ToHexString(WireTypes.Bytes(GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultCode))));
        Assert.Equal("FFFF00000093CF00", Convert.ToHexString(WireTypes.Bytes(GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultData))));
        Assert.Equal(
            "67002211338900445566778800000000",
            Convert.ToHexString(WireTypes.Bytes(LargeGdtEntry.SystemSegment(0x8877_6655_4433_1122, 0x67, SegmentAttributes.AvailableTss))));
    }

    [Fact]
    public void Large_page_keeps_an_address_beyond_4_GiB()
        => Prop.ForAll<ulong>(address =>
        {
            var aligned = address & 0x000f_ffff_ffe0_0000;
            return new LargePde { Address = aligned, Present = true, LargePage = true }.Address == aligned;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Page_keeps_its_address()
        => Prop.ForAll<ulong>(address =>
        {
            var aligned = address & 0x000f_ffff_ffff_f000;
            return new Pte { NoExecute = true, Address = aligned }.Raw == (aligned | (1UL << 63));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Segment_register_goes_through_a_register_value_unchanged()
        => Prop.ForAll<(ulong Base, uint Limit, ushort Selector, ushort Attributes)>(one =>
        {
            var segment = new HvX64SegmentRegister { Base = one.Base, Limit = one.Limit, Selector = one.Selector, Attributes = one.Attributes };
            return WireTypes.Bytes(HvRegisterValue.From(segment)).AsSpan().SequenceEqual(WireTypes.Bytes(segment))
                && WireTypes.Bytes(HvRegisterValue.From(segment).ToSegment()).AsSpan().SequenceEqual(WireTypes.Bytes(segment));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Table_register_goes_through_a_register_value_unchanged()
        => Prop.ForAll<(ulong Base, ushort Limit)>(one =>
        {
            var table = new HvX64TableRegister { Base = one.Base, Limit = one.Limit };
            return WireTypes.Bytes(HvRegisterValue.From(table)).AsSpan().SequenceEqual(WireTypes.Bytes(table))
                && WireTypes.Bytes(HvRegisterValue.From(table).ToTable()).AsSpan().SequenceEqual(WireTypes.Bytes(table));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bits_that_do_not_fit_stay_out_of_the_neighbour()
        => Prop.ForAll<ulong, ulong>((raw, value) => (Bits.With(raw, 8, 4, value) & ~0xf00UL) == (raw & ~0xf00UL)
            && Bits.Get(Bits.With(raw, 8, 4, value), 8, 4) == (value & 0xf)).QuickCheckThrowOnFailure();
}
