using System;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Samples;

namespace Sidecar.Client.Tests;

/// <summary>Whether a VP serves.</summary>
internal static class Serving
{
    /// <summary>A request of the sample <c>sum</c>.</summary>
    public static Sum.Request Addition(params long[] values)
    {
        var request = new Sum.Request { ValueCount = (uint)values.Length };
        values.CopyTo(request.Values);
        return request;
    }

    /// <summary>Checks that a VP serves: it adds two numbers.</summary>
    public static async Task ShouldServeAsync(this SidecarVp vp) => (await vp.CallSumAsync(Addition(20, 22)).WithinAsync()).Total.ShouldBe(42, vp.ToString());
}
