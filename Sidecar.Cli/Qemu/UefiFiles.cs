namespace Sidecar.Cli.Qemu;

/// <summary>OVMF for one run.</summary>
/// <param name="Code">The firmware, shared and read-only.</param>
/// <param name="Variables">The run's own copy of the variable store.</param>
public sealed record UefiFiles(string Code, string Variables);
