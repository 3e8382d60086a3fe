namespace Sidecar.Gateway.Vps;

/// <summary>Why a VP takes no calls.</summary>
internal enum Absence
{
    /// <summary>It takes calls.</summary>
    None,

    /// <summary>Its CPU is not the sidecar's, and with it the state of its handlers is gone.</summary>
    Gone,

    /// <summary>It did not end what it was asked to stop; it serves again when it has.</summary>
    Stuck,

    /// <summary>Another program has it.</summary>
    Taken,

    /// <summary>Its device failed.</summary>
    Broken,
}
