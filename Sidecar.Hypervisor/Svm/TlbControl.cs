namespace Sidecar.Hypervisor.Svm;

/// <summary>What VMRUN forgets (AMD APM volume 2, 15.16.1).</summary>
public static class TlbControl
{
    public const uint Nothing = 0;

    /// <summary>Every translation of every address space; the one value that all CPUs have.</summary>
    public const uint Everything = 1;
}
