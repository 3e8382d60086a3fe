namespace Sidecar.ImageCheck.Rules;

/// <summary>Which image it is, and so which rules hold.</summary>
public enum ImageKind
{
    /// <summary><c>sidecar.elf</c>: a static PIE of at most 2 MiB that relocates itself.</summary>
    Sidecar,

    /// <summary><c>boot.elf</c>: linked at a fixed address.</summary>
    Boot,

    /// <summary>A guest: linked at a fixed address between 2 and 4 MiB, which is what the VMM loads (docs/guests.md).</summary>
    Guest,
}
