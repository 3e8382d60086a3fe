using System;

namespace Sidecar.Gateway.Metrics;

/// <summary>A call that is over.</summary>
/// <param name="Number">Which it was, from 1.</param>
/// <param name="Handler">The handler.</param>
/// <param name="Vp">The VP; null when it got none.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Time">How long it took.</param>
internal readonly record struct RecentCall(long Number, string Handler, uint? Vp, int Status, TimeSpan Time);
