namespace Sidecar.Client;

/// <summary>How a run of the guest ended.</summary>
/// <param name="intercepted">Whether an intercept ended it.</param>
public readonly struct RunResult(bool intercepted)
{
    /// <summary>The guest needs VTL2: <see cref="SidecarVp.Intercept"/> says what for.</summary>
    public bool IsIntercepted { get; } = intercepted;

    /// <summary>A stop ended the run, between two instructions of the guest; the next run goes on there.</summary>
    public bool IsStopped => !IsIntercepted;

    /// <inheritdoc/>
    public override string ToString() => IsIntercepted ? "intercepted" : "stopped";
}
