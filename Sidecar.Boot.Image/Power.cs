using Sidecar.Cosmos.Plugs;

namespace Sidecar.Boot.Image;

/// <summary>The end of a run.</summary>
internal static class Power
{
    /// <summary>All went well.</summary>
    public const byte Passed = 0;

    /// <summary>Something failed.</summary>
    public const byte Failed = 1;

    /// <summary>QEMU's isa-debug-exit: it ends with twice the code plus one.</summary>
    private const ushort DebugExitPort = 0xf4;

    /// <summary>Ends the machine, or stops this CPU for good where nothing listens to that.</summary>
    public static void Exit(byte code)
    {
        Port.Write(DebugExitPort, code);
        Wait.StopCpu();
    }
}
