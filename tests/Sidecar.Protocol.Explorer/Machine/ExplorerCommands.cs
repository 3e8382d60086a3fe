namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>The handlers that scenarios call.</summary>
public static class ExplorerCommands
{
    /// <summary>Adds one to the first byte of the payload.</summary>
    public const uint AddOne = 0x1000;

    /// <summary>Runs until it is stopped, then adds one to the first byte of the payload.</summary>
    public const uint RunUntilStopped = 0x1001;

    /// <summary>Never ends, and the CPU with it.</summary>
    public const uint Hang = 0x1002;

    /// <summary>Brings the kernel down on this VP.</summary>
    public const uint Crash = 0x1003;
}
