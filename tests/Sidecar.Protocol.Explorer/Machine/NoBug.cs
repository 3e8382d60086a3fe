namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>The code under test as it is.</summary>
public readonly struct NoBug : IMemoryBug, IMachineBug, IHostBug;
