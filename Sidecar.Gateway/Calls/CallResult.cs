using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway.Calls;

/// <summary>What came of a call.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Lane">The VP; null when no VP was found.</param>
/// <param name="Text">In words, where the end alone does not say it.</param>
/// <param name="HasAnswer">Whether the handler answered, in full or what it had when it was stopped.</param>
internal readonly record struct CallResult(CallEnd End, VpLane? Lane = null, string? Text = null, bool HasAnswer = false);
