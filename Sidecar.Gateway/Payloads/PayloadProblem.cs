namespace Sidecar.Gateway.Payloads;

/// <summary>Why a body is no request of a handler's.</summary>
/// <param name="Field">The field that it is about; null when the body as a whole is.</param>
/// <param name="Detail">One sentence that names the field, the value and what would do.</param>
internal sealed record PayloadProblem(string? Field, string Detail);
