using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Qemu;

/// <summary>Which accelerator a run takes.</summary>
public static class AcceleratorChoice
{
    /// <summary>Decides.</summary>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="kvmProblem">Why KVM cannot be used; null when it answers.</param>
    /// <exception cref="CliException">KVM was asked for and is not there.</exception>
    public static Accelerator Decide(Accelerator wanted, string? kvmProblem) => (wanted, kvmProblem) switch
    {
        (Accelerator.Tcg, _) => Accelerator.Tcg,
        (_, null) => Accelerator.Kvm,
        (Accelerator.Auto, _) => Accelerator.Tcg,
        _ => throw new CliException($"KVM is not usable: {kvmProblem}; --accel tcg runs without it"),
    };
}
