namespace Sidecar.Protocol.X64;

/// <summary>Bits of CR0.</summary>
public static class Cr0
{
    /// <summary>Protected mode.</summary>
    public const ulong Pe = 1UL << 0;

    /// <summary>WAIT honours TS.</summary>
    public const ulong Mp = 1UL << 1;

    /// <summary>No x87.</summary>
    public const ulong Em = 1UL << 2;

    /// <summary>The FPU's state belongs to another task.</summary>
    public const ulong Ts = 1UL << 3;

    /// <summary>x87 present; always set.</summary>
    public const ulong Et = 1UL << 4;

    /// <summary>x87 errors are exceptions.</summary>
    public const ulong Ne = 1UL << 5;

    /// <summary>Ring 0 honours read-only pages.</summary>
    public const ulong Wp = 1UL << 16;

    /// <summary>Alignment checks possible.</summary>
    public const ulong Am = 1UL << 18;

    /// <summary>Caches not write-through.</summary>
    public const ulong Nw = 1UL << 29;

    /// <summary>Caches off.</summary>
    public const ulong Cd = 1UL << 30;

    /// <summary>Paging.</summary>
    public const ulong Pg = 1UL << 31;
}
