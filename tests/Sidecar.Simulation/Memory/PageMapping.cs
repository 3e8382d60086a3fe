namespace Sidecar.Simulation.Memory;

/// <summary>What a page walk found for one page.</summary>
/// <param name="VirtualAddress">The page's first address.</param>
/// <param name="PhysicalAddress">Where it leads.</param>
/// <param name="Writable">Whether every level allows writing.</param>
/// <param name="Executable">Whether no level forbids executing.</param>
public readonly record struct PageMapping(ulong VirtualAddress, ulong PhysicalAddress, bool Writable, bool Executable);
