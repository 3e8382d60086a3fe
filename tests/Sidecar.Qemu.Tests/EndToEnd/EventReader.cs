using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary>Reads <c>/events</c>, as the status page does.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _reader = new StreamReader(stream);
    }

    /// <summary>Begins to listen.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient http)
    {
        var response = await http.GetAsync(new Uri("events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(response.EnsureSuccessStatusCode(), await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Reads until a VP is in a state; what it was in before does not matter.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public async Task UntilAsync(int vp, string state)
    {
        using var end = new CancellationTokenSource(Patience);
        var seen = "";
        try
        {
            while (seen != state)
            {
                var line = await _reader.ReadLineAsync(end.Token) ?? throw new IOException("the events ended");
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    using var status = JsonDocument.Parse(line["data: ".Length..]);
                    seen = status.RootElement.GetProperty("vps").EnumerateArray().Single(each => each.GetProperty("vp").GetInt32() == vp).GetProperty("state").GetString();
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"VP {vp} was not {state} within {Patience.TotalSeconds:0} s, but {seen}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
