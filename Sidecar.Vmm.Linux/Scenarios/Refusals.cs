using System;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>Calls that have to fail, and how.</summary>
internal static class Refusals
{
    /// <summary>Awaits a call that has to be refused. Returns why it was.</summary>
    /// <param name="kind">How.</param>
    /// <param name="what">What is asked, for the message if it is not refused.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="StepException">It was not, or not so.</exception>
    public static async Task<SidecarException> OfAsync(SidecarErrorKind kind, string what, Func<Task> call)
    {
        try
        {
            await call().WaitAsync(Until.Patience);
        }
        catch (SidecarException exception)
        {
            Steps.Expect(exception.Kind == kind, $"{what} was to be refused as {kind}, and was as {exception.Kind}: {exception.Message}");
            return exception;
        }

        throw new StepException($"{what} was not refused");
    }

    /// <summary>Makes a call that has to be refused. Returns why it was.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public static SidecarException Of(SidecarErrorKind kind, string what, Action call)
    {
        try
        {
            call();
        }
        catch (SidecarException exception)
        {
            Steps.Expect(exception.Kind == kind, $"{what} was to be refused as {kind}, and was as {exception.Kind}: {exception.Message}");
            return exception;
        }

        throw new StepException($"{what} was not refused");
    }

    /// <summary>Makes a call that has to fail before anything is sent.</summary>
    /// <typeparam name="TException">How.</typeparam>
    /// <param name="what">What is asked.</param>
    /// <param name="call">The call; what it returns is awaited.</param>
    public static async Task ByAsync<TException>(string what, Func<Task> call)
        where TException : Exception
    {
        try
        {
            await call().WaitAsync(Until.Patience);
        }
        catch (TException)
        {
            return;
        }

        throw new StepException($"{what} was not refused");
    }
}
