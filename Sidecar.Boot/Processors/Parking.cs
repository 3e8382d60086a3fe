namespace Sidecar.Boot.Processors;

/// <summary>What a parked CPU needs.</summary>
public static class Parking
{
    /// <summary>Bytes of stack: room for one interrupt frame and the few words around it.</summary>
    public const int StackSize = 512;
}
