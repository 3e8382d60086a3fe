namespace Sidecar.Protocol.Tlfs;

/// <summary>A virtual trust level.</summary>
public enum Vtl : byte
{
    /// <summary>The guest.</summary>
    Vtl0 = 0,

    /// <summary>The guest's secure kernel.</summary>
    Vtl1 = 1,

    /// <summary>Sidecar, host kernel and boot shim.</summary>
    Vtl2 = 2,
}
