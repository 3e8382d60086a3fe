using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Node;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>
/// The strictest host there can be: interrupts are off until it sleeps in <c>sti; hlt</c>, and it looks again only when an interrupt came, never by luck.
/// What is sent while it is awake stays pending, as in an APIC, so it need not look at the words it is given.
/// </summary>
/// <typeparam name="TBug">A bug seeded into it.</typeparam>
public readonly struct ExplorerHost<TBug> : INodeHost
    where TBug : struct, IHostBug
{
    /// <inheritdoc/>
    public ulong NowNanoseconds => NodeWorld.Current.ReadClock();

    /// <inheritdoc/>
    public void FullFence()
    {
        if (TBug.Fences)
        {
            ActorRun.Current.Perform(new(OperationKind.Fence));
        }
    }

    /// <inheritdoc/>
    public void SendRequest(uint vpIndex, byte vector)
    {
        PropertyViolatedException.Unless(vector == NodeWorld.RequestVector, "a VP is interrupted by another vector than the request vector");
        if (TBug.SendsRequests)
        {
            NodeWorld.Current.InterruptVp(vpIndex);
        }
    }

    /// <inheritdoc/>
    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
    {
        if (NodeWorld.Current.HostPolls)
        {
            NodeWorld.Current.AwaitChange(ref needsAttention, 0);
            return;
        }

        if (!TBug.HaltsAtomically)
        {
            ActorRun.Current.Perform(new(OperationKind.Window));
        }

        ActorRun.Current.Perform(new(OperationKind.Halt, Deadline: deadline, LocalState: NodeWorld.Current.LocalState));
    }

    /// <inheritdoc/>
    public void Wake(uint nodeCpuIndex)
    {
        if (TBug.Wakes && NodeWorld.Current.OtherHostsMask != 0)
        {
            ActorRun.Current.Perform(new(OperationKind.Interrupt, Value: NodeWorld.Current.OtherHostsMask));
        }
    }
}
