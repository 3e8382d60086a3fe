namespace Sidecar.Hypervisor.Translation;

/// <summary>How linear addresses become physical ones.</summary>
public enum PagingMode : byte
{
    /// <summary>They are the same, 32 bits.</summary>
    None,

    /// <summary>Two levels of 32-bit entries.</summary>
    Legacy,

    /// <summary>32-bit addresses, three levels of 64-bit entries.</summary>
    Pae,

    /// <summary>Long mode, 48 bits.</summary>
    FourLevels,

    /// <summary>Long mode, 57 bits.</summary>
    FiveLevels,
}
