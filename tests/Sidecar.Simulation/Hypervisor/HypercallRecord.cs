using Sidecar.Protocol.Tlfs;

namespace Sidecar.Simulation.Hypervisor;

/// <summary>One hypercall as it was made.</summary>
/// <param name="Caller">VP index of the caller.</param>
/// <param name="Code">Which.</param>
/// <param name="RepStart">First element, for a rep hypercall.</param>
/// <param name="RepCount">Elements, for a rep hypercall.</param>
/// <param name="Target">VP index that the call is about; the caller's where the call names none.</param>
public readonly record struct HypercallRecord(uint Caller, HypercallCode Code, int RepStart, int RepCount, uint Target);
