using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>Messages that say little more than where VTL0 was.</summary>
public static unsafe class PlainMessages
{
    /// <summary>HLT, which is over: RIP is behind it.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="message">The message.</param>
    /// <param name="length">Bytes of the instruction.</param>
    public static void WriteHalt(VirtualProcessor* vp, HvMessage* message, byte length)
        => InterceptHeader.Begin<HvX64HaltMessage>(vp, message, HvMessageType.HvMessageTypeX64Halt, HvInterceptAccessType.EXECUTE, length);

    /// <summary>A triple fault.</summary>
    public static void WriteUnrecoverable(VirtualProcessor* vp, HvMessage* message)
        => InterceptHeader.Begin<HvX64UnrecoverableExceptionMessage>(vp, message, HvMessageType.HvMessageTypeUnrecoverableException, HvInterceptAccessType.EXECUTE, 0);

    /// <summary>What VTL2 asked for by HvRegisterDeliverabilityNotifications can be delivered now.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="message">The message.</param>
    /// <param name="kind">An interrupt or an NMI.</param>
    public static void WriteDeliverable(VirtualProcessor* vp, HvMessage* message, HvX64PendingInterruptionType kind)
        => InterceptHeader.Begin<HvX64InterruptionDeliverableMessage>(
            vp,
            message,
            HvMessageType.HvMessageTypeX64InterruptionDeliverable,
            HvInterceptAccessType.EXECUTE,
            0)->DeliverableType = kind;

    /// <summary>Registers that exclude each other: VTL0 cannot be entered. The payload is the VP index and four zeros (hvdef, HvInvalidVpRegisterMessage).</summary>
    public static void WriteInvalidRegister(VirtualProcessor* vp, HvMessage* message)
    {
        *message = default;
        message->Header.Typ = HvMessageType.HvMessageTypeInvalidVpRegisterValue;
        message->Header.Len = sizeof(uint) * 2;
        *(uint*)&message->PayloadBuffer = vp->Index;
    }
}
