using System.Threading;
using Sidecar.Cosmos.Hypercalls;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Boot;

/// <summary>
/// Starts VPs. Every CPU that runs this claims VPs one at a time until none is left, and every CPU that it starts does the same: the number of starters
/// doubles. A claim is one atomic increment; no CPU waits for another.
/// </summary>
public static unsafe class FanOut<TMachine>
    where TMachine : struct, IMachine
{
    private const int ControlWindow = 0;
    private const int MailboxWindow = 4;
    private const byte Vtl2 = 2;

    /// <summary>Claims and starts VPs until none is left, beginning with the node of the calling CPU so that its memory is near.</summary>
    /// <param name="self">The calling CPU.</param>
    public static void StartVps(VpGlobals* self)
    {
        var image = TMachine.Image;
        for (var i = 0u; i < image->NodeCount; i++)
        {
            var index = (self->NodeIndex + i) % image->NodeCount;
            // SAFETY: NodeCount was checked against the array's length.
            var node = (NodeState*)&image->Nodes + index;
            uint nodeCpuIndex;
            // Looked at before it is incremented, so that it cannot wrap however many CPUs come by.
            while (Volatile.Read(ref node->NextVp) < node->VpCount
                && (nodeCpuIndex = Interlocked.Increment(ref node->NextVp) - 1) < node->VpCount)
            {
                StartVp(self, node, index, nodeCpuIndex);
            }
        }
    }

    /// <summary>Notes that a VP could not be started. The first failure is the one that is reported; the reason goes in before the number that announces it.</summary>
    /// <param name="vpIndex">Which.</param>
    /// <param name="reason">An HvStatus other than success, or a <see cref="VpStartFailure"/>.</param>
    public static void ReportFailure(uint vpIndex, uint reason)
    {
        var image = TMachine.Image;
        if (Interlocked.CompareExchange(ref image->FailedReason, reason, 0) == 0)
        {
            Volatile.Write(ref image->FailedVp, vpIndex + 1);
        }
    }

    private static void StartVp(VpGlobals* self, NodeState* node, uint nodeIndex, uint nodeCpuIndex)
    {
        // SAFETY: the control page was laid out before the first start; nodeCpuIndex is below the node's VP count, which is below the page's capacity.
        var control = (ControlPage*)TemporaryMap<TMachine>.Map(ControlWindow, node->MemoryBase);
        var status = (byte*)&control->CpuStatus + nodeCpuIndex;
        if (TMachine.Load(ref *status) == (byte)CpuStatus.REMOVED)
        {
            return;
        }

        var vpIndex = node->BaseVp + nodeCpuIndex;
        var pageTable = VpSetup<TMachine>.Prepare(node, nodeIndex, nodeCpuIndex);
        var failure = TMachine.Image->HasHypervisor
            ? StartByHypercall(self, vpIndex, pageTable)
            : StartByMailbox(node, vpIndex, nodeCpuIndex);
        if (failure != 0)
        {
            ReportFailure(vpIndex, failure);
            TMachine.Store(ref *status, (byte)CpuStatus.REMOVED);
        }
    }

    /// <summary>TLFS: enable VTL2 on the target (it may be enabled already), then start it there.</summary>
    /// <returns>0, or the status of the call that failed.</returns>
    private static uint StartByHypercall(VpGlobals* self, uint vpIndex, ulong pageTable)
    {
        // SAFETY: the input page is this CPU's own; both inputs are 240 bytes.
        var enable = (EnableVpVtlX64*)Hypercall<TMachine>.Input;
        *enable = default;
        enable->PartitionId = Hv.PartitionIdSelf;
        enable->VpIndex = vpIndex;
        enable->TargetVtl = Vtl2;
        VpSetup<TMachine>.WriteContext(&enable->VpVtlContext, pageTable);
        var status = Hypercall<TMachine>.Call(self, HypercallCode.HvCallEnableVpVtl);
        if (status is not (HvStatus.Success or HvStatus.VtlAlreadyEnabled))
        {
            return (uint)status;
        }

        var start = (StartVirtualProcessorX64*)Hypercall<TMachine>.Input;
        *start = default;
        start->PartitionId = Hv.PartitionIdSelf;
        start->VpIndex = vpIndex;
        start->TargetVtl = Vtl2;
        VpSetup<TMachine>.WriteContext(&start->VpContext, pageTable);
        return (uint)Hypercall<TMachine>.Call(self, HypercallCode.HvCallStartVirtualProcessor);
    }

    /// <summary>Without a hypervisor: the CPU is parked at its mailbox slot.</summary>
    /// <returns>0, or a <see cref="VpStartFailure"/>.</returns>
    private static uint StartByMailbox(NodeState* node, uint vpIndex, uint nodeCpuIndex)
    {
        var image = TMachine.Image;
        if (image->Mailbox == 0 || vpIndex >= image->MailboxCount)
        {
            return (uint)VpStartFailure.NoMailboxSlot;
        }

        // SAFETY: MailboxCount says how many slots there are.
        var slot = (WakeSlot*)TemporaryMap<TMachine>.Map(MailboxWindow, image->Mailbox + (vpIndex * (ulong)sizeof(WakeSlot)));
        slot->Entry = TMachine.MailboxEntry;
        slot->Argument = VpSetup<TMachine>.EntryAddress(node, nodeCpuIndex);
        var found = TMachine.CompareExchange(ref slot->State, (uint)WakeSlotState.Wake, (uint)WakeSlotState.Parked);
        if (found != (uint)WakeSlotState.Parked)
        {
            return (uint)VpStartFailure.NotParked;
        }

        TMachine.SendInterrupt(slot->ApicId, image->WakeVector);
        return 0;
    }
}
