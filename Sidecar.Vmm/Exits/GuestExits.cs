using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Devices;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Exits;

/// <summary>What the VMM does about a guest's exit: by the message that the run left on the command page. Hostile, so it is copied first.</summary>
public static class GuestExits
{
    /// <summary>Deals with a run (RUN_VP) that ended without an error. What comes of it is in the <see cref="GuestState"/>: Ready to run on, or an end.</summary>
    public static void EndRun<TVp>(ref TVp vp)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        if (vp.CommandPage.RunResponse.Intercept != 0)
        {
            Handle(ref vp);
        }
        else
        {
            guest.Phase = guest.StopAsked ? GuestPhase.Stopped : GuestPhase.Failed;
            guest.Problem = guest.StopAsked ? GuestProblem.None : GuestProblem.NotIntercepted;
        }

        if (guest.StopAsked && guest.Phase == GuestPhase.Ready)
        {
            guest.Phase = GuestPhase.Stopped;
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

    private static void Handle<TVp>(ref TVp vp)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        guest.Phase = GuestPhase.Ready;
        var message = vp.CommandPage.InterceptMessage;
        guest.LastMessage = message.Header.Typ;
        if (!Dispatch(ref vp, ref message))
        {
            GiveUp(ref guest, GuestProblem.Command);
        }

        if (guest.Phase != GuestPhase.Ready)
        {
            GuestDevices.Flush(ref vp);
        }
    }

    private static bool Dispatch<TVp>(ref TVp vp, ref HvMessage message)
        where TVp : struct, IGuestVp, allows ref struct
    {
        ref var guest = ref vp.Guest;
        switch (message.Header.Typ)
        {
            case HvMessageType.HvMessageTypeX64IoPortIntercept:
                return PortExits.Handle(ref vp, in message.PayloadAs<HvX64IoPortInterceptMessage>());

            case HvMessageType.HvMessageTypeMsrIntercept:
                return SystemExits.Msr(ref vp, in message.PayloadAs<HvX64MsrInterceptMessage>());

            case HvMessageType.HvMessageTypeX64CpuidIntercept:
                return SystemExits.Cpuid(ref vp, in message.PayloadAs<HvX64CpuidInterceptMessage>());

            case HvMessageType.HvMessageTypeX64Halt:
                return SystemExits.Halt(ref vp, in message.PayloadAs<HvX64HaltMessage>());

            case HvMessageType.HvMessageTypeUnmappedGpa or HvMessageType.HvMessageTypeGpaIntercept:
                return MemoryExits.Handle(ref vp, in message.PayloadAs<HvX64MemoryInterceptMessage>());

            case HvMessageType.HvMessageTypeHypercallIntercept:
                return SystemExits.Hypercall(ref vp, in message.PayloadAs<HvX64HypercallInterceptMessage>());

            case HvMessageType.HvMessageTypeExceptionIntercept:
                return SystemExits.Exception(ref vp, in message.PayloadAs<HvX64ExceptionInterceptMessage>());

            case HvMessageType.HvMessageTypeX64InterruptionDeliverable:
                return SystemExits.Deliverable(ref vp);

            case HvMessageType.HvMessageTypeUnrecoverableException:
                return TripleFault(ref guest);

            default:
                guest.Exits[(int)GuestExitKind.Other]++;
                return GiveUp(ref guest, GuestProblem.UnknownMessage);
        }
    }
}
