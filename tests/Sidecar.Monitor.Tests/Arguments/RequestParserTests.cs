using System;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Protocol.Text;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Monitor.Tests.Arguments;

/// <summary>What is typed after a handler's name, for the handlers that there are.</summary>
public class RequestParserTests
{
    [Theory]
    [InlineData("1 2 3")]
    [InlineData("1,2,3")]
    [InlineData("1, 2,3", false)]
    [InlineData("0x1 2 3")]
    public void A_list_at_the_end_takes_all_the_words(string arguments, bool isFine = true)
    {
        var read = Parse<Sum.Request>("sum", arguments, out var problem);
        if (!isFine)
        {
            // An item is missing after the comma.
            problem.ShouldStartWith("Values: \"\" is not a number");
            return;
        }

        problem.ShouldBeEmpty();
        read.ValueCount.ShouldBe(3U);
        (read.Values[0], read.Values[1], read.Values[2], read.Values[3]).ShouldBe((1, 2, 3, 0));
    }

    [Fact]
    public void A_list_may_be_empty() => Parse<Sum.Request>("sum", "", out _).ValueCount.ShouldBe(0U);

    [Fact]
    public void Negative_numbers_are_numbers() => Parse<Sum.Request>("sum", "-5", out _).Values[0].ShouldBe(-5);

    [Fact]
    public void Text_is_bytes_and_its_length_is_counted()
    {
        var read = Parse<KeyValueStore.PutRequest>("kv-put", "\"a key\" value", out var problem);
        problem.ShouldBeEmpty();
        (read.KeyLength, read.ValueLength).ShouldBe((5U, 5U));
        Encoding.UTF8.GetString(((ReadOnlySpan<byte>)read.Key)[..5]).ShouldBe("a key");
        Encoding.UTF8.GetString(((ReadOnlySpan<byte>)read.Value)[..5]).ShouldBe("value");
    }

    [Fact]
    public void Hexadecimal_is_bytes_unless_it_is_quoted()
    {
        var bytes = Parse<HashPayload.Request>("sha256", "0x00ff", out _);
        (bytes.DataLength, bytes.Data[0], bytes.Data[1]).ShouldBe((2U, (byte)0, (byte)0xff));
        var text = Parse<HashPayload.Request>("sha256", "\"0x00ff\"", out _);
        (text.DataLength, text.Data[1]).ShouldBe((6U, (byte)'x'));
    }

    [Fact]
    public void What_an_earlier_request_left_is_gone()
    {
        Span<byte> payload = stackalloc byte[1024];
        payload.Fill(0xee);
        var words = new Words("1"u8);
        var problem = new Utf8Writer(new byte[100]);
        RequestParser<HandlerCatalog>.TryParse(IndexOf("sum"), ref words, payload, ref problem).ShouldBeTrue();
        var read = MemoryMarshal.Read<Sum.Request>(payload);
        read.Values[1].ShouldBe(0);
    }

    [Theory]
    [InlineData("primes", "", "From is missing: a number from 0 to 18446744073709551615 (decimal, or 0x and hexadecimal)")]
    [InlineData("primes", "2", "To is missing: a number from 0 to 18446744073709551615 (decimal, or 0x and hexadecimal)")]
    [InlineData("primes", "two 3", "From: \"two\" is not a number from 0 to 18446744073709551615 (decimal, or 0x and hexadecimal)")]
    [InlineData("primes", "2 3 4", "\"4\" is too much: primes <From> <To>")]
    [InlineData("kv-count", "1", "\"1\" is too much: kv-count")]
    [InlineData("sum", "1 b", "Values: \"b\" is not a number from -9223372036854775808 to 9223372036854775807 (decimal, or 0x and hexadecimal)")]
    [InlineData("sha256", "0x123", "Data: \"0x123\" is not text of at most 1020 bytes (quoted if it has blanks), or 0x and two hexadecimal digits a byte")]
    [InlineData("sha256", "0xgg", "Data: \"0xgg\" is not text of at most 1020 bytes (quoted if it has blanks), or 0x and two hexadecimal digits a byte")]
    [InlineData("kv-put", "k \"no end", "a quote is opened but not closed")]
    [InlineData("kv-get", "k \"", "a quote is opened but not closed")]
    [InlineData("kv-get", "a-key-that-is-longer-than-the-thirty-two-bytes", "Key: \"a-key-that-is-longer-than-the-thirty-two…\" is not text of at most 32 bytes (quoted if it has blanks), or 0x and two hexadecimal digits a byte")]
    public void What_cannot_be_read_is_named_with_what_would_do(string handler, string arguments, string expected)
    {
        Span<byte> payload = stackalloc byte[1024];
        var words = new Words(Encoding.UTF8.GetBytes(arguments));
        var problem = new Utf8Writer(new byte[240]);
        RequestParser<HandlerCatalog>.TryParse(IndexOf(handler), ref words, payload, ref problem).ShouldBeFalse();
        Encoding.UTF8.GetString(problem.Written).ShouldBe(expected);
    }

    [Fact]
    public void More_values_than_there_is_room_for_are_refused()
    {
        Parse<Sum.Request>("sum", string.Join(' ', System.Linq.Enumerable.Range(1, 64)), out var fits);
        fits.ShouldBeEmpty();
        Parse<Sum.Request>("sum", string.Join(' ', System.Linq.Enumerable.Range(1, 65)), out var problem);
        problem.ShouldBe("Values: at most 64 values");
    }

    private static TRequest Parse<TRequest>(string handler, string arguments, out string problem)
        where TRequest : unmanaged
    {
        Span<byte> payload = stackalloc byte[1024];
        var words = new Words(Encoding.UTF8.GetBytes(arguments));
        var text = new Utf8Writer(new byte[240]);
        var isRead = RequestParser<HandlerCatalog>.TryParse(IndexOf(handler), ref words, payload, ref text);
        problem = Encoding.UTF8.GetString(text.Written);
        isRead.ShouldBe(problem.Length == 0);
        return MemoryMarshal.Read<TRequest>(payload);
    }

    private static int IndexOf(string handler)
    {
        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            if (Encoding.UTF8.GetString(HandlerCatalog.NameAt(index)) == handler)
            {
                return index;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(handler), handler, "no such handler");
    }
}
