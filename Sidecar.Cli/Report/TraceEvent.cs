using Sidecar.Protocol.Trace;

namespace Sidecar.Cli.Report;

/// <summary>One transition, with its place in its VP's ring.</summary>
/// <param name="Vp">The VP's index in the machine.</param>
/// <param name="Sequence">Number of the record in the VP's ring, from 0.</param>
/// <param name="Record">The transition.</param>
public sealed record TraceEvent(int Vp, ulong Sequence, TraceRecord Record);
