namespace Sidecar.Vmm.Linux.Work;

/// <summary>How often a soak does what: few of what takes long.</summary>
internal static class SoakMix
{
    /// <summary>Draws are below this.</summary>
    public const int Parts = 512;

    /// <summary>What a draw stands for.</summary>
    /// <param name="draw">0 to <see cref="Parts"/> - 1.</param>
    /// <param name="hasVtl0">Whether there are guests; without them handlers take their place.</param>
    public static SoakKind Choose(int draw, bool hasVtl0) => draw switch
    {
        < 2 => SoakKind.Conversion,
        < 18 => SoakKind.Search,
        < 30 => SoakKind.Stream,
        < 46 => SoakKind.Refusal,
        < 76 => SoakKind.Primes,
        < 96 when hasVtl0 => SoakKind.StoppedRun,
        < 126 when hasVtl0 => SoakKind.Registers,
        < 256 when hasVtl0 => SoakKind.Run,
        < 336 => SoakKind.Sum,
        < 366 => SoakKind.Echo,
        < 406 => SoakKind.Hash,
        < 466 => SoakKind.Store,
        _ => SoakKind.None,
    };
}
