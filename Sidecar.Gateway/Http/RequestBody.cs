using System;
using System.Buffers;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Sidecar.Gateway.Http;

/// <summary>Reads the body of a request, which the server keeps small.</summary>
internal static class RequestBody
{
    /// <summary>Hands the whole body to a reader.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, or not what its headers say.</exception>
    public static async Task<TResult> ReadAsync<TState, TResult>(HttpRequest request, TState state, Func<ReadOnlyMemory<byte>, TState, TResult> read)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                try
                {
                    return read(result.Buffer.IsSingleSegment ? result.Buffer.First : result.Buffer.ToArray(), state);
                }
                finally
                {
                    reader.AdvanceTo(result.Buffer.End);
                }
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
