using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Gateway.Http;

/// <summary>Answers in JSON, written by hand: nothing is serialized, so nothing is reflected upon.</summary>
internal static class JsonReply
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/json";

    // What is not ASCII stays legible. It is JSON and never markup, which the content type and "nosniff" say.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Sends what is written.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="state">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes one value.</param>
    /// <param name="contentType">The media type.</param>
    public static Task SendAsync<TState>(HttpContext context, int status, TState state, Action<Utf8JsonWriter, TState> write, string contentType = ContentType)
    {
        var text = Write(state, write);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = text.Length;
        response.BodyWriter.Write(text);
        return Flush(response);
    }

    /// <summary>The text of what is written, until the thread's next.</summary>
    public static ReadOnlySpan<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var writer = _writer ??= new Utf8JsonWriter(buffer, WriterOptions);
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static async Task Flush(HttpResponse response) => await response.BodyWriter.FlushAsync().ConfigureAwait(false);
}
