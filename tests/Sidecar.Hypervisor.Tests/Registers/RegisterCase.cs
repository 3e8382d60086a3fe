using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>What one register takes and refuses.</summary>
/// <param name="Name">The register.</param>
/// <param name="Good">Values that are taken and read back.</param>
/// <param name="Bad">Values that are refused.</param>
public sealed record RegisterCase(HvRegisterName Name, HvRegisterValue[] Good, HvRegisterValue[] Bad)
{
    /// <summary>VTL0 has it.</summary>
    public bool InVtl0 { get; init; } = true;

    /// <summary>VTL2 has it.</summary>
    public bool InVtl2 { get; init; } = true;

    /// <summary>It can only be read, and reads as the one good value.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Written on one VTL, it is read on the other too.</summary>
    public bool Shared { get; init; }
}
