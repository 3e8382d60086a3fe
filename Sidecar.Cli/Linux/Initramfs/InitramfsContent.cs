using System.Collections.Generic;

namespace Sidecar.Cli.Linux.Initramfs;

/// <summary>What an initramfs is made of.</summary>
internal sealed record InitramfsContent
{
    /// <summary>The script that Linux starts.</summary>
    public required byte[] Init { get; init; }

    /// <summary>BusyBox, the shell and all other programs of a system in one.</summary>
    public required byte[] BusyBox { get; init; }

    /// <summary>The names by which it is called.</summary>
    public required IReadOnlyList<string> Applets { get; init; }

    /// <summary>Programs for /bin.</summary>
    public required IReadOnlyList<(string Name, byte[] Content)> Programs { get; init; }

    /// <summary>Guests for VTL0, by file name.</summary>
    public required IReadOnlyList<(string Name, byte[] Content)> Guests { get; init; }

    /// <summary>Libraries, at the absolute paths where programs look for them.</summary>
    public required IReadOnlyList<(string Path, byte[] Content)> Libraries { get; init; }

    /// <summary>Kernel modules in the order in which init loads them.</summary>
    public required IReadOnlyList<(string Name, byte[] Content)> Modules { get; init; }
}
