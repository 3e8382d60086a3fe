namespace Sidecar.Gateway.Payloads;

/// <summary>How bytes of a response are written.</summary>
internal enum BytesForm
{
    /// <summary>Text when the number of bytes is a field of its own and they are text; else base64.</summary>
    Auto,

    /// <summary>Text whenever they are text, trailing zeros dropped; else base64.</summary>
    Text,

    /// <summary>Always <c>{"base64": "..."}</c>.</summary>
    Base64,

    /// <summary>Always <c>{"hex": "..."}</c>.</summary>
    Hex,
}
