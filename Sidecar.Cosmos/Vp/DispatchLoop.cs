using Sidecar.Cosmos.Commands;
using Sidecar.Cosmos.Trace;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cosmos.Vp;

/// <summary>
/// The life of a VP between its start and its removal: wait, take a command, run it, say so. What follows what is decided by <see cref="VpStateMachine"/> alone;
/// this class carries it out.
/// </summary>
public static unsafe class DispatchLoop<TMachine, THandlers>
    where TMachine : struct, IMachine
    where THandlers : struct, IHandlerTable
{
    /// <summary>Legal hosts change a status byte at most twice while a command runs (STOP, REMOVE); one that goes on changing it is not waited for.</summary>
    private const int MaxCompletionAttempts = 8;

    /// <summary>Runs until the host asks for the CPU, then returns with the VP in state Converting. The VP must be Halted, its status byte IDLE.</summary>
    public static void Run(VpGlobals* vp)
    {
        while (true)
        {
            var status = Idle(vp);
            var occurred = EventFor(status);
            var transition = VpStateMachine.Next(vp->State, occurred);
            switch (transition.Action)
            {
                case VpAction.TakeCommand or VpAction.TakeCommandStopped:
                    TakeCommand(vp, transition.Next, occurred);
                    if (Complete(vp))
                    {
                        break;
                    }

                    return;

                case VpAction.GiveUpCpu:
                    Enter(vp, transition.Next, occurred, hasCommand: false, TMachine.ReadTimestamp());
                    return;

                default:
                    // A value that no legal host writes: reported, put right, and shown to the host again.
                    Enter(vp, vp->State, VpEvent.UnexpectedStatus, hasCommand: false, TMachine.ReadTimestamp(), status);
                    TMachine.CompareExchange(ref *vp->Status, (byte)CpuStatus.IDLE, status);
                    Attention<TMachine>.Raise(vp);
                    break;
            }
        }
    }

    /// <summary>What a status byte means when the VP looks at it.</summary>
    public static VpEvent EventFor(byte status) => (CpuStatus)status switch
    {
        CpuStatus.RUN => VpEvent.RunRequested,
        CpuStatus.STOP => VpEvent.StopRequested,
        CpuStatus.REMOVE => VpEvent.RemoveRequested,
        _ => VpEvent.UnexpectedStatus,
    };

    /// <summary>Waits until the status byte is not IDLE and returns it. Interrupts are off except inside the wait itself, so none can slip between look and wait.</summary>
    private static byte Idle(VpGlobals* vp)
    {
        byte status;
        while ((status = TMachine.Load(ref *vp->Status)) == (byte)CpuStatus.IDLE)
        {
            if (TMachine.Image->UseMwait)
            {
                TMachine.WaitForInterruptOrStore(ref *vp->Status, (byte)CpuStatus.IDLE);
            }
            else
            {
                TMachine.WaitForInterrupt();
            }
        }

        return status;
    }

    private static void TakeCommand(VpGlobals* vp, VpState next, VpEvent occurred)
    {
        // SAFETY: the command page stays mapped for the VP's life. The host may write it at any time: the command is read once.
        var page = vp->Command;
        var command = (uint)page->Command;
        page->Command = SidecarCommand.NONE;
        page->HasError = 0;
        vp->CurrentCommand = command;
        vp->CommandFailed = false;
        vp->CommandVector = byte.MaxValue;
        vp->StopSeenAt = 0;
        Enter(vp, next, occurred, hasCommand: true, TMachine.ReadTimestamp());
        if (command != (uint)SidecarCommand.NONE)
        {
            CommandDispatch<TMachine, THandlers>.Execute(vp, page, command);
        }
    }

    /// <summary>
    /// Shows the host that the command is finished. Only the value that was looked at is replaced (compare-exchange, also the fence that puts the results before
    /// the status): a STOP or REMOVE that comes at the last moment is neither lost nor mistaken.
    /// </summary>
    /// <returns>False when the host asked for the CPU meanwhile.</returns>
    private static bool Complete(VpGlobals* vp)
    {
        ref var status = ref *vp->Status;
        var expected = vp->State == VpState.Interrupted ? (byte)CpuStatus.STOP : (byte)CpuStatus.RUN;
        for (var attempt = 0; attempt < MaxCompletionAttempts; attempt++)
        {
            var found = TMachine.CompareExchange(ref status, (byte)CpuStatus.IDLE, expected);
            if (found == expected)
            {
                ReportIdle(vp);
                return true;
            }

            var occurred = EventFor(found);
            var transition = VpStateMachine.Next(vp->State, occurred);
            if (transition.IsLegal)
            {
                var seenAt = vp->StopSeenAt;
                Enter(vp, transition.Next, occurred, hasCommand: true, seenAt != 0 ? seenAt : TMachine.ReadTimestamp());
                if (transition.Action == VpAction.GiveUpCpu)
                {
                    return false;
                }
            }
            else if (occurred == VpEvent.UnexpectedStatus)
            {
                Enter(vp, vp->State, occurred, hasCommand: true, TMachine.ReadTimestamp(), found);
            }

            expected = found;
        }

        TMachine.Exchange(ref status, (byte)CpuStatus.IDLE);
        ReportIdle(vp);
        return true;
    }

    /// <summary>The interrupt first, the record after: a host that wants the record of a VP it sees idle waits for it, see <see cref="TraceRecord"/>.</summary>
    private static void ReportIdle(VpGlobals* vp)
    {
        Attention<TMachine>.Raise(vp);
        Enter(vp, VpStateMachine.Next(vp->State, VpEvent.CommandCompleted).Next, VpEvent.CommandCompleted, hasCommand: true, TMachine.ReadTimestamp());
    }

    private static void Enter(VpGlobals* vp, VpState next, VpEvent occurred, bool hasCommand, ulong timestamp, byte status = 0)
    {
        TraceWriter<TMachine>.Append(vp, next, occurred, hasCommand, timestamp, status);
        vp->State = next;
    }
}
