using Sidecar.Hypervisor.Intercepts;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Events;

/// <summary>What VTL2 is told when VTL0 is not entered.</summary>
public static unsafe class EntryMessage
{
    /// <summary>Writes the message for <see cref="EntryCheck.NmiDeliverable"/> or <see cref="EntryCheck.InvalidState"/>.</summary>
    public static void Write(VirtualProcessor* vp, EntryCheck check, HvMessage* message)
    {
        if (check == EntryCheck.InvalidState)
        {
            PlainMessages.WriteInvalidRegister(vp, message);
        }
        else
        {
            PlainMessages.WriteDeliverable(vp, message, HvX64PendingInterruptionType.HV_X64_PENDING_NMI);
        }
    }
}
