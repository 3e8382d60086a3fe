namespace Sidecar.Protocol.X64;

/// <summary>Bits of EFER.</summary>
public static class Efer
{
    /// <summary>SYSCALL.</summary>
    public const ulong Sce = 1UL << 0;

    /// <summary>Long mode wanted.</summary>
    public const ulong Lme = 1UL << 8;

    /// <summary>Long mode in force.</summary>
    public const ulong Lma = 1UL << 10;

    /// <summary>No-execute pages.</summary>
    public const ulong Nxe = 1UL << 11;

    /// <summary>AMD: SVM.</summary>
    public const ulong Svme = 1UL << 12;
}
