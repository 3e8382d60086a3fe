namespace Sidecar.Vmm.Linux.Work;

/// <summary>What a soak does with a VP. Names are those of its report.</summary>
internal enum SoakKind
{
    /// <summary>NONE.</summary>
    None,

    /// <summary>The handler <c>sum</c>.</summary>
    Sum,

    /// <summary>The handler <c>echo</c>.</summary>
    Echo,

    /// <summary>The handler <c>sha256</c>.</summary>
    Hash,

    /// <summary>The handlers of the key-value store.</summary>
    Store,

    /// <summary>The handler <c>primes</c>, to its end.</summary>
    Primes,

    /// <summary>The handler <c>sha256-stream</c>, stopped at a random moment, if it is not over by then.</summary>
    Stream,

    /// <summary>The handler <c>primes</c>, stopped at a random moment.</summary>
    Search,

    /// <summary>A handler that fails or faults, or a command that nobody has.</summary>
    Refusal,

    /// <summary>Registers written and read, 40 at a time.</summary>
    Registers,

    /// <summary>A run of the guest to its exit.</summary>
    Run,

    /// <summary>A run of the guest, stopped at a random moment.</summary>
    StoppedRun,

    /// <summary>The CPU goes to Linux, runs the guest there and comes back: a command for each.</summary>
    Conversion,
}
