using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Nodes;

/// <summary>The pages of a node that the kernel shares with the host.</summary>
public struct SharedPages
{
    /// <summary>The control page.</summary>
    public PhysicalRange Control;

    /// <summary>Command and register pages, VP after VP.</summary>
    public PhysicalRange Shared;

    /// <summary>Reads where the kernel says that they are; false when it names anything outside the memory that the node was given.</summary>
    public static bool TryLocate<TMachine>(ref ShimState state, int node, out SharedPages pages)
        where TMachine : IBootMachine
    {
        ref readonly var output = ref KernelParameters.Output(TMachine.Map(state.Output, PageAllocator.PageSize));
        ref readonly var planned = ref state.Plan.Nodes[node];
        var layout = new NodeLayout(planned.Memory.Start, (uint)planned.VpCount);
        pages = new()
        {
            Control = PhysicalRange.OfLength(output.Nodes[node].ControlPage, PageAllocator.PageSize),
            Shared = PhysicalRange.OfLength(output.Nodes[node].ShmemPagesBase, layout.SharedPagesSize),
        };
        return Lies(pages.Control, planned.Memory) && Lies(pages.Shared, planned.Memory);
    }

    private static bool Lies(PhysicalRange range, PhysicalRange memory) => range.Start >= memory.Start && range.End <= memory.End;
}
