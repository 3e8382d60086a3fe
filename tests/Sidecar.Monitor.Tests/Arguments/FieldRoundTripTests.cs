using System;
using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Monitor.Tests.Arguments;

/// <summary>Whatever a field holds, what is printed for it is read back as the same.</summary>
public class FieldRoundTripTests
{
    private const int LengthOffset = 0;
    private const int FieldOffset = 8;
    private const int PayloadSize = 1024;

    private static readonly Arbitrary<Sample> s_samples = (
        from kind in Gen.Elements(FieldKind.Unsigned, FieldKind.Signed, FieldKind.Bytes, FieldKind.Boolean, FieldKind.Float)
        from size in kind switch
        {
            FieldKind.Bytes or FieldKind.Boolean => Gen.Constant(1),
            FieldKind.Float => Gen.Elements(4, 8),
            _ => Gen.Elements(1, 2, 4, 8),
        }
        from capacity in Gen.Choose(1, 40)
        from counted in capacity == 1 && kind != FieldKind.Bytes ? Gen.Constant(false) : ArbMap.Default.GeneratorFor<bool>()
        from used in counted ? Gen.Choose(0, capacity) : Gen.Constant(capacity)
        from value in ValueBytes(kind, used * size)
        select new Sample(kind, size, capacity, counted, used, value)).ToArbitrary();

    [Fact]
    public void Parsing_undoes_formatting_at_the_end_of_a_line() => Prop.ForAll(s_samples, sample => RoundTrip(sample, isLast: true)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Parsing_undoes_formatting_in_the_middle_of_a_line() => Prop.ForAll(s_samples, sample => RoundTrip(sample, isLast: false)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_count_beyond_the_room_prints_what_there_is()
    {
        var field = new HandlerField("Data"u8, FieldKind.Bytes, FieldOffset, 1, 4, LengthOffset);
        Span<byte> payload = stackalloc byte[PayloadSize];
        payload.Fill((byte)'a');
        BinaryPrimitives.WriteUInt32LittleEndian(payload, uint.MaxValue);
        Format(field, payload).ShouldBe("\"aaaa\"");
    }

    private static void RoundTrip(Sample sample, bool isLast)
    {
        var field = new HandlerField("Field"u8, sample.Kind, FieldOffset, sample.Size, sample.Capacity, sample.Counted ? LengthOffset : -1);
        Span<byte> payload = stackalloc byte[PayloadSize];
        payload.Clear();
        if (sample.Counted)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)sample.Used);
        }

        sample.Value.CopyTo(payload[FieldOffset..]);
        var printed = Format(field, payload);

        Span<byte> read = stackalloc byte[PayloadSize];
        read.Clear();
        var problem = new Utf8Writer(new byte[240]);
        var words = new Words(Encoding.UTF8.GetBytes(printed));
        bool isRead;
        if (FieldParser.IsList(in field) && isLast)
        {
            isRead = FieldParser.TryReadRest(in field, ref words, read, ref problem);
        }
        else
        {
            words.TryTake(out var word).ShouldBeTrue();
            isRead = FieldParser.IsList(in field)
                ? FieldParser.TryReadList(in field, in word, read, ref problem)
                : FieldParser.TryRead(in field, in word, read, ref problem);
        }

        isRead.ShouldBeTrue($"{printed}: {Encoding.UTF8.GetString(problem.Written)}");
        words.Rest.IsEmpty.ShouldBeTrue(printed);
        read.SequenceEqual(payload).ShouldBeTrue(printed);
    }

    private static string Format(in HandlerField field, ReadOnlySpan<byte> payload)
    {
        var text = new Utf8Writer(new byte[4 * PayloadSize]);
        FieldFormatter.Write(ref text, in field, payload);
        return Encoding.UTF8.GetString(text.Written);
    }

    /// <summary>Any bytes; for a bool those that it has; for bytes often such as can be typed.</summary>
    private static Gen<byte[]> ValueBytes(FieldKind kind, int length) => kind switch
    {
        FieldKind.Boolean => Gen.Elements<byte>(0, 1).ArrayOf(length),
        FieldKind.Bytes => Gen.OneOf(ArbMap.Default.GeneratorFor<byte>().ArrayOf(length), Gen.Elements("ab \"0x,&\\é"u8.ToArray()).ArrayOf(length)),
        _ => Gen.OneOf(ArbMap.Default.GeneratorFor<byte>().ArrayOf(length), Gen.Elements<byte>(0, 0x7f, 0x80, 0xff).ArrayOf(length)),
    };

    private sealed record Sample(FieldKind Kind, int Size, int Capacity, bool Counted, int Used, byte[] Value);
}
