namespace Sidecar.Gateway.Calls;

/// <summary>Which VP a call is for. Any, when it names neither.</summary>
/// <param name="Vp">A VP's index.</param>
/// <param name="Key">A key, which belongs to a VP.</param>
internal readonly record struct CallTarget(uint? Vp, string? Key);
