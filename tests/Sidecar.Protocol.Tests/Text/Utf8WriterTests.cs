using System;
using System.Globalization;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Protocol.Tests.Text;

/// <summary>Text without allocation: the same as .NET's own formatting, and never a byte beyond the buffer.</summary>
public class Utf8WriterTests
{
    private delegate void Writing(ref Utf8Writer writer);

    [Fact]
    public void Decimal_is_as_dotnet_writes_it()
        => Prop.ForAll<ulong>(value => Written((ref Utf8Writer writer) => writer.WriteDecimal(value)) == value.ToString(CultureInfo.InvariantCulture))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Hex_is_as_dotnet_writes_it()
        => Prop.ForAll<ulong>(value => Written((ref Utf8Writer writer) => writer.WriteHex(value)) == $"0x{value:x}").QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0UL, "0", "0x0")]
    [InlineData(15UL, "15", "0xf")]
    [InlineData(16UL, "16", "0x10")]
    [InlineData(ulong.MaxValue, "18446744073709551615", "0xffffffffffffffff")]
    [InlineData(0x8000_0000_0000_0000UL, "9223372036854775808", "0x8000000000000000")]
    public void Numbers_at_the_edges(ulong value, string expectedDecimal, string expectedHex)
    {
        Assert.Equal(expectedDecimal, Written((ref Utf8Writer writer) => writer.WriteDecimal(value)));
        Assert.Equal(expectedHex, Written((ref Utf8Writer writer) => writer.WriteHex(value)));
    }

    /// <summary>Any sequence of writes into a buffer of any size leaves the longest beginning that fits, and the bytes behind the buffer alone.</summary>
    [Fact]
    public void What_does_not_fit_is_cut()
        => Prop.ForAll<byte, NonNull<string>[]>((capacity, pieces) =>
        {
            var all = pieces.SelectMany(piece => Encoding.UTF8.GetBytes(piece.Get)).ToArray();
            var memory = new byte[capacity + 8];
            memory.AsSpan().Fill(0xaa);
            var writer = new Utf8Writer(memory.AsSpan(0, capacity));
            foreach (var piece in pieces)
            {
                writer.Write(Encoding.UTF8.GetBytes(piece.Get));
            }

            var kept = Math.Min(all.Length, capacity);
            return writer.Length == kept
                && writer.Written.SequenceEqual(all.AsSpan(0, kept))
                && memory.AsSpan(capacity).IndexOfAnyExcept((byte)0xaa) < 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Number_that_does_not_fit_is_cut_too()
    {
        Span<byte> memory = stackalloc byte[3];
        var writer = new Utf8Writer(memory);

        writer.WriteDecimal(123456);

        Assert.True(writer.Written.SequenceEqual("123"u8));
    }

    [Fact]
    public void Single_bytes_stop_at_the_end()
    {
        Span<byte> memory = stackalloc byte[2];
        var writer = new Utf8Writer(memory);

        writer.Write((byte)'a');
        writer.Write((byte)'b');
        writer.Write((byte)'c');

        Assert.True(writer.Written.SequenceEqual("ab"u8));
    }

    [Fact]
    public void Clear_starts_over()
    {
        Assert.Equal("new", Written((ref Utf8Writer writer) =>
        {
            writer.Write("old text"u8);
            writer.Clear();
            writer.Write("new"u8);
        }));
    }

    private static string Written(Writing write)
    {
        var writer = new Utf8Writer(stackalloc byte[64]);
        write(ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }
}
