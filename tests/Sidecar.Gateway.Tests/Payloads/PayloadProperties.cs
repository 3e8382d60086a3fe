using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Payloads;
using Xunit;

namespace Sidecar.Gateway.Tests.Payloads;

/// <summary>JSON to payload and back, for any handler and any body.</summary>
public sealed class PayloadProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly string[] Pieces = ["{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e999", "-", "0x", "1", "-1", "\"base64\"", "\"hex\"", "\"\"", " ", "//", "\u0001"];

    [Fact]
    public void What_is_written_reads_back_as_the_same_bytes_in_every_form() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var handler = RandomHandlers.Handler(random);
        var payload = RandomHandlers.Payload(handler, random);
        foreach (var form in Enum.GetValues<BytesForm>())
        {
            var json = Write(handler, payload, form);
            var read = new byte[payload.Length];
            random.NextBytes(read);
            RequestReader.TryRead(handler, json, read, out var problem).ShouldBeTrue(problem?.Detail);
            read.ShouldBe(payload, Encoding.UTF8.GetString(json));
        }
    }).Check(Many);

    [Fact]
    public void Any_payload_is_written_as_JSON_with_all_fields() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var handler = RandomHandlers.Handler(random);
        var payload = new byte[handler.ResponseSize];
        random.NextBytes(payload);
        foreach (var form in Enum.GetValues<BytesForm>())
        {
            JsonDocument.Parse(Write(handler, payload, form)).RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(handler.Response.Select(field => field.Name));
        }
    }).Check(Many);

    [Fact]
    public void No_body_makes_it_throw_or_write_beyond_the_payload() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var handler = RandomHandlers.Handler(random);
        var json = Write(handler, RandomHandlers.Payload(handler, random), BytesForm.Auto);
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            json = Damage(json, random);
        }

        var guarded = new byte[handler.RequestSize + 64];
        guarded.AsSpan().Fill(0xa5);
        if (!RequestReader.TryRead(handler, json, guarded.AsSpan(32, handler.RequestSize), out var problem))
        {
            problem.Detail.ShouldNotBeNullOrWhiteSpace();
        }

        guarded.AsSpan(0, 32).IndexOfAnyExcept((byte)0xa5).ShouldBe(-1);
        guarded.AsSpan(32 + handler.RequestSize).IndexOfAnyExcept((byte)0xa5).ShouldBe(-1);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll<string, int>((text, seed) =>
    {
        var handler = RandomHandlers.Handler(new Random(seed));
        RequestReader.TryRead(handler, Encoding.UTF8.GetBytes(text ?? ""), new byte[handler.RequestSize], out _);
    }).QuickCheckThrowOnFailure();

    private static byte[] Write(HandlerInfo handler, byte[] payload, BytesForm form)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ResponseWriter.Write(writer, handler.Response, payload, form);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A piece cut out, doubled, replaced, or bytes flipped.</summary>
    private static byte[] Damage(byte[] json, Random random)
    {
        var at = random.Next(json.Length + 1);
        var length = random.Next(Math.Min(12, json.Length - at) + 1);
        byte[] piece = random.Next(4) switch
        {
            0 => [],
            1 => [.. json.AsSpan(at, length), .. json.AsSpan(at, length)],
            2 => Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]),
            _ => [(byte)random.Next(256)],
        };
        return [.. json.AsSpan(0, at), .. piece, .. json.AsSpan(at + length)];
    }
}
