using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Commands;
using Sidecar.Cosmos.Trace;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
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

    /// <summary>
    /// Runs until the host asks for the CPU, then returns with the VP in state Converting. The VP must be Halted, its status byte IDLE. One round for NONE is
    /// the shortest way through the kernel: everything on it is inlined here.
    /// </summary>
    public static void Run(VpGlobals* vp)
    {
        while (true)
        {
            var status = Idle(vp);
            if (status == (byte)CpuStatus.RUN)
            {
                // State and event are constants here and in Take: the state machine folds into the code.
                TakeCommand(vp, VpStateMachine.Next(VpState.Halted, VpEvent.RunRequested).Next, VpEvent.RunRequested);
            }
            else if (!Take(vp, status))
            {
                if (vp->State == VpState.Converting)
                {
                    return;
                }

                continue;
            }

            if (!Complete(vp))
            {
                return;
            }
        }
    }

    /// <summary>Everything but a plain run request, while halted.</summary>
    /// <returns>Whether a command was taken and has to be completed.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Take(VpGlobals* vp, byte status)
    {
        switch ((CpuStatus)status)
        {
            case CpuStatus.STOP:
                TakeCommand(vp, VpStateMachine.Next(VpState.Halted, VpEvent.StopRequested).Next, VpEvent.StopRequested);
                return true;

            case CpuStatus.REMOVE:
                Enter(vp, VpStateMachine.Next(VpState.Halted, VpEvent.RemoveRequested).Next, VpEvent.RemoveRequested, hasCommand: false);
                return false;

            default:
                // A value that no legal host writes: reported, put right, and shown to the host again.
                Enter(vp, VpStateMachine.Next(VpState.Halted, VpEvent.UnexpectedStatus).Next, VpEvent.UnexpectedStatus, hasCommand: false, status: status);
                TMachine.CompareExchange(ref *vp->Status, (byte)CpuStatus.IDLE, status);
                Attention<TMachine>.Raise(vp);
                return false;
        }
    }

    /// <summary>What a status byte means when the VP looks at it. The three requests are neighbours on the wire and here.</summary>
    public static VpEvent EventFor(byte status)
    {
        var request = (uint)status - (uint)CpuStatus.RUN;
        return request <= CpuStatus.REMOVE - CpuStatus.RUN ? (VpEvent)(request + (uint)VpEvent.RunRequested) : VpEvent.UnexpectedStatus;
    }

    /// <summary>Waits until the status byte is not IDLE and returns it. Interrupts are off except inside the wait itself, so none can slip between look and wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
        Enter(vp, next, occurred, hasCommand: true);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Complete(VpGlobals* vp)
    {
        var expected = vp->State == VpState.Running ? (byte)CpuStatus.RUN : (byte)CpuStatus.STOP;
        var found = TMachine.CompareExchange(ref *vp->Status, (byte)CpuStatus.IDLE, expected);
        if (found != expected && !(found == (byte)CpuStatus.STOP ? CompleteStopped(vp) : CompleteAfter(vp, found)))
        {
            return false;
        }

        // The interrupt first, the record after: a host that wants the record of a VP it sees idle waits for it, see TraceRecord.
        Attention<TMachine>.Raise(vp);
        Enter(vp, VpState.Halted, VpEvent.CommandCompleted, hasCommand: true);
        return true;
    }

    /// <summary>The host asked for a stop while the command ran: the one change that is usual, with constants, so that it costs next to nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CompleteStopped(VpGlobals* vp)
    {
        Enter(vp, VpStateMachine.Next(VpState.Running, VpEvent.StopRequested).Next, VpEvent.StopRequested, hasCommand: true, vp->StopSeenAt);
        var found = TMachine.CompareExchange(ref *vp->Status, (byte)CpuStatus.IDLE, (byte)CpuStatus.STOP);
        return found == (byte)CpuStatus.STOP || CompleteAfter(vp, found);
    }

    /// <summary>The host changed the status byte while the command ran.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="found">What it changed it to.</param>
    /// <returns>True once the byte is IDLE; false when the host asked for the CPU.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CompleteAfter(VpGlobals* vp, byte found)
    {
        for (var attempt = 0; attempt < MaxCompletionAttempts; attempt++)
        {
            var occurred = EventFor(found);
            var transition = VpStateMachine.Next(vp->State, occurred);
            if (transition.IsLegal)
            {
                Enter(vp, transition.Next, occurred, hasCommand: true, vp->StopSeenAt);
                if (transition.Action == VpAction.GiveUpCpu)
                {
                    return false;
                }
            }
            else if (occurred == VpEvent.UnexpectedStatus)
            {
                Enter(vp, vp->State, occurred, hasCommand: true, status: found);
            }

            var expected = found;
            found = TMachine.CompareExchange(ref *vp->Status, (byte)CpuStatus.IDLE, expected);
            if (found == expected)
            {
                return true;
            }
        }

        TMachine.Exchange(ref *vp->Status, (byte)CpuStatus.IDLE);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(VpGlobals* vp, VpState next, VpEvent occurred, bool hasCommand, ulong timestamp = 0, byte status = 0)
    {
        TraceWriter<TMachine>.Append(vp, next, occurred, hasCommand, timestamp, status);
        vp->State = next;
    }
}
