namespace Sidecar.Protocol.X64;

/// <summary>Bits of CR4.</summary>
public static class Cr4
{
    /// <summary>Page size extension.</summary>
    public const ulong Pse = 1UL << 4;

    /// <summary>Physical address extension; long mode needs it.</summary>
    public const ulong Pae = 1UL << 5;

    /// <summary>Machine check exceptions.</summary>
    public const ulong Mce = 1UL << 6;

    /// <summary>Global pages.</summary>
    public const ulong Pge = 1UL << 7;

    /// <summary>FXSAVE and SSE.</summary>
    public const ulong Fxsr = 1UL << 9;

    /// <summary>SSE errors are exceptions.</summary>
    public const ulong Xmm = 1UL << 10;

    /// <summary>RDFSBASE and its kin.</summary>
    public const ulong FsGsBase = 1UL << 16;

    /// <summary>Process context identifiers.</summary>
    public const ulong Pcid = 1UL << 17;

    /// <summary>XSAVE.</summary>
    public const ulong OsXsave = 1UL << 18;

    /// <summary>Ring 0 does not execute user pages.</summary>
    public const ulong Smep = 1UL << 20;

    /// <summary>Ring 0 does not read or write user pages.</summary>
    public const ulong Smap = 1UL << 21;
}
