using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sidecar.Gateway.Calls;
using Sidecar.Gateway.Payloads;

namespace Sidecar.Gateway.Http;

/// <summary>What a call says in its query: where, how long, and in which form.</summary>
/// <param name="Target">Where (<c>vp</c> or <c>key</c>).</param>
/// <param name="Limit">Time (<c>timeout</c>, in seconds).</param>
/// <param name="Form">How bytes of the response are written (<c>bytes</c>).</param>
internal readonly record struct CallQuery(CallTarget Target, TimeSpan Limit, BytesForm Form)
{
    private const int MaxKeyLength = 1024;

    /// <summary>Reads it. Unknown names are errors: a call that lost its pin to a typing error would go anywhere.</summary>
    public static bool TryRead(HttpRequest request, TimeSpan limit, out CallQuery query, [NotNullWhen(false)] out Problem? problem)
    {
        query = new CallQuery(default, limit, BytesForm.Auto);
        problem = null;
        if (!request.QueryString.HasValue)
        {
            return true;
        }

        foreach (var (name, values) in request.Query)
        {
            var value = values.ToString();
            problem = values.Count != 1 ? Problems.BadRequest($"{name} is there {values.Count} times; once would do", name) : name switch
            {
                "vp" => ReadVp(ref query, value),
                "key" => ReadKey(ref query, value),
                "timeout" => ReadTimeout(ref query, value, limit),
                "bytes" => ReadBytes(ref query, value),
                _ => Problems.BadRequest($"{FieldText.Shown(name)} is no parameter; vp, key, timeout and bytes are", FieldText.Shown(name)),
            };
            if (problem is not null)
            {
                return false;
            }
        }

        problem = query.Target is { Vp: not null, Key: not null } ? Problems.BadRequest("vp and key both say where the call goes; one of them would do", "key") : null;
        return problem is null;
    }

    private static Problem? ReadVp(ref CallQuery query, string value)
    {
        var isNumber = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var vp);
        query = query with { Target = query.Target with { Vp = vp } };
        return isNumber ? null : Problems.BadRequest($"vp is \"{FieldText.Shown(value)}\"; a VP's number would do", "vp");
    }

    private static Problem? ReadKey(ref CallQuery query, string value)
    {
        query = query with { Target = query.Target with { Key = value } };
        return value.Length is > 0 and <= MaxKeyLength ? null : Problems.BadRequest($"key has {value.Length} characters; 1 to {MaxKeyLength} would do", "key");
    }

    private static Problem? ReadTimeout(ref CallQuery query, string value, TimeSpan limit)
    {
        var isNumber = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0.001 && seconds <= limit.TotalSeconds;
        query = isNumber ? query with { Limit = TimeSpan.FromSeconds(seconds) } : query;
        return isNumber
            ? null
            : Problems.BadRequest(string.Create(CultureInfo.InvariantCulture, $"timeout is \"{FieldText.Shown(value)}\"; seconds from 0.001 to {limit.TotalSeconds} would do"), "timeout");
    }

    private static Problem? ReadBytes(ref CallQuery query, string value)
    {
        BytesForm? form = value switch { "auto" => BytesForm.Auto, "text" => BytesForm.Text, "base64" => BytesForm.Base64, "hex" => BytesForm.Hex, _ => null };
        query = query with { Form = form ?? default };
        return form is not null ? null : Problems.BadRequest($"bytes is \"{FieldText.Shown(value)}\"; auto, text, base64 or hex would do", "bytes");
    }
}
