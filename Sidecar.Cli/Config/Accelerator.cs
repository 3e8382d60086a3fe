namespace Sidecar.Cli.Config;

/// <summary>What executes the machine's instructions.</summary>
public enum Accelerator
{
    /// <summary>KVM where it is usable, else TCG.</summary>
    Auto,

    /// <summary>QEMU's translator: slower, but with SVM, so that the hypervisor can run.</summary>
    Tcg,

    /// <summary>The host's own virtualisation.</summary>
    Kvm,
}
