using System;
using System.Threading.Tasks;
using Shouldly;

namespace Sidecar.Client.Tests;

/// <summary>Calls that have to fail.</summary>
internal static class Failures
{
    /// <summary>The exception that a call ends with.</summary>
    public static async Task<SidecarException> Of(Func<ValueTask> call, SidecarErrorKind kind)
    {
        var exception = await Should.ThrowAsync<SidecarException>(async () => await call());
        exception.Kind.ShouldBe(kind, exception.Message);
        return exception;
    }

    /// <inheritdoc cref="Of(Func{ValueTask}, SidecarErrorKind)"/>
    public static Task<SidecarException> Of<T>(Func<ValueTask<T>> call, SidecarErrorKind kind) => Of(async () => { await call(); }, kind);

    /// <summary>Fails a test that would hang.</summary>
    public static async Task<T> WithinAsync<T>(this ValueTask<T> task, int seconds = 20) => await task.AsTask().WaitAsync(TimeSpan.FromSeconds(seconds));

    /// <inheritdoc cref="WithinAsync{T}(ValueTask{T}, int)"/>
    public static async Task WithinAsync(this ValueTask task, int seconds = 20) => await task.AsTask().WaitAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>Waits for anything.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var end = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Environment.TickCount64.ShouldBeLessThan(end, $"waiting for {what}");
            await Task.Delay(1);
        }
    }
}
