using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>What the VMM does about a guest's exit: by the message that the run left on the command page. Hostile, so it is copied first.</summary>
public static class GuestExits
{
    /// <summary>Handles the exit of a VP whose run is over. What comes of it is in its <see cref="GuestState"/>: Ready to run on, or an end.</summary>
    public static void Handle<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        guest.Phase = GuestPhase.Ready;
        var message = session.PageOf(vp).InterceptMessage;
        guest.LastMessage = message.Header.Typ;
        if (!Dispatch(ref session, vp, ref message))
        {
            GiveUp(ref guest, GuestProblem.Command);
        }

        if (guest.Phase != GuestPhase.Ready)
        {
            GuestDevices.Flush(ref session, vp);
        }
    }

    /// <summary>The VMM cannot go on with the guest. Always true: it is dealt with.</summary>
    public static bool GiveUp(ref GuestState guest, GuestProblem problem)
    {
        guest.Phase = GuestPhase.Failed;
        guest.Problem = problem;
        return true;
    }

    /// <summary>The guest's end on this VP. Always true: it is dealt with.</summary>
    public static bool TripleFault(ref GuestState guest)
    {
        guest.Exits[(int)GuestExitKind.TripleFault]++;
        guest.Phase = GuestPhase.TripleFault;
        return true;
    }

    private static bool Dispatch<THost>(ref Session<THost> session, uint vp, ref HvMessage message)
        where THost : struct, IMonitorHost
    {
        ref var guest = ref session.GuestOf(vp);
        switch (message.Header.Typ)
        {
            case HvMessageType.HvMessageTypeX64IoPortIntercept:
                return PortExits.Handle(ref session, vp, in message.PayloadAs<HvX64IoPortInterceptMessage>());

            case HvMessageType.HvMessageTypeMsrIntercept:
                return SystemExits.Msr(ref session, vp, in message.PayloadAs<HvX64MsrInterceptMessage>());

            case HvMessageType.HvMessageTypeX64CpuidIntercept:
                return SystemExits.Cpuid(ref session, vp, in message.PayloadAs<HvX64CpuidInterceptMessage>());

            case HvMessageType.HvMessageTypeX64Halt:
                return SystemExits.Halt(ref session, vp, in message.PayloadAs<HvX64HaltMessage>());

            case HvMessageType.HvMessageTypeUnmappedGpa or HvMessageType.HvMessageTypeGpaIntercept:
                return MemoryExits.Handle(ref session, vp, in message.PayloadAs<HvX64MemoryInterceptMessage>());

            case HvMessageType.HvMessageTypeHypercallIntercept:
                return SystemExits.Hypercall(ref session, vp, in message.PayloadAs<HvX64HypercallInterceptMessage>());

            case HvMessageType.HvMessageTypeExceptionIntercept:
                return SystemExits.Exception(ref session, vp, in message.PayloadAs<HvX64ExceptionInterceptMessage>());

            case HvMessageType.HvMessageTypeX64InterruptionDeliverable:
                return SystemExits.Deliverable(ref session, vp);

            case HvMessageType.HvMessageTypeUnrecoverableException:
                return TripleFault(ref guest);

            default:
                guest.Exits[(int)GuestExitKind.Other]++;
                return GiveUp(ref guest, GuestProblem.UnknownMessage);
        }
    }
}
