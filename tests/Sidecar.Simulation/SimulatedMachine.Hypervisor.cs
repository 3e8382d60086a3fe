using Sidecar.Protocol.Handlers;
using Sidecar.Simulation.Hypervisor;

namespace Sidecar.Simulation;

/// <content>The hypervisor, if there is one.</content>
public sealed unsafe partial class SimulatedMachine
{
    private const byte InvalidOpcode = 6;

    /// <summary>The hypervisor; null without one.</summary>
    public SimulatedHypervisor? Hypervisor { get; private set; }

    internal SimulatedHypervisor HypervisorOrFault() => Hypervisor ?? throw new SimulatedCpuException(InvalidOpcode);

    private ulong CreateHypervisor()
    {
        Hypervisor = new SimulatedHypervisor(this);
        return Hypervisor.HypercallPage;
    }
}
