using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>The part of a VTL's state that VMLOAD moves into the CPU: around every look at it in the VMCB, and every change.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class LoadedState<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Makes that part of the VMCB right.</summary>
    public static void Fetch(VirtualProcessor* vp, Vtl vtl)
    {
        if (vp->LoadedVtl == (byte)vtl)
        {
            TMachine.SaveToVmcb(VirtualProcessor.StateOf(vp, vtl)->VmcbAddress);
        }
    }

    /// <summary>Brings that part of the VMCB to where it counts.</summary>
    public static void Store(VirtualProcessor* vp, Vtl vtl)
    {
        if (vp->LoadedVtl == (byte)vtl)
        {
            TMachine.LoadFromVmcb(VirtualProcessor.StateOf(vp, vtl)->VmcbAddress);
        }
    }
}
