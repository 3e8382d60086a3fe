using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

namespace Sidecar.Cosmos.Commands;

/// <summary>Calls a user's handler so that nothing it does, short of never returning, takes the VP down.</summary>
public static unsafe class HandlerCall<TMachine, THandlers>
    where TMachine : struct, IMachine
    where THandlers : struct, IHandlerTable
{
    private struct Arguments
    {
        public uint Command;
        public byte* Payload;
        public byte* State;
        public HandlerFrame* Frame;
    }

    /// <summary>Calls the handler of <paramref name="command"/>, for which the table has an entry.</summary>
    public static void Execute(VpGlobals* vp, CommandPage* page, uint command)
    {
        if (THandlers.NeedsState(command) && !vp->HasHandlerState)
        {
            RejectStateless(vp, page, command);
            return;
        }

        // SAFETY: both live on this stack frame, which outlives the call; only the fields that are read later are set.
        HandlerFrame frame;
        frame.Status = vp->Status;
        frame.Progress = (ulong*)&page->Reserved;
        frame.VpIndex = vp->VpIndex;
        frame.NodeCpuIndex = vp->NodeCpuIndex;
        frame.StopSeenAt = 0;
        frame.ErrorLength = 0;
        *frame.Progress = 0;

        var arguments = new Arguments { Command = command, Payload = (byte*)&page->RequestData, State = vp->HandlerState, Frame = &frame };
        GuardFrame guard;
        guard.Vector = byte.MaxValue;
        guard.RecoveryStack = 0;
        vp->Guard = &guard;
        var returned = TMachine.CallGuarded(&Invoke, &arguments, &guard);
        vp->Guard = null;

        vp->StopSeenAt = frame.StopSeenAt;
        if (!returned)
        {
            vp->CommandVector = guard.Vector;
            ReportFault(vp, page, command, &guard);
        }
        else if (frame.ErrorLength != 0)
        {
            CommandFailure.Set(vp, page, new System.ReadOnlySpan<byte>(frame.Error, frame.ErrorLength));
        }
    }

    private static void Invoke(void* argument)
    {
        var arguments = (Arguments*)argument;
        THandlers.Invoke(arguments->Command, arguments->Payload, arguments->State, arguments->Frame);
    }

    private static void RejectStateless(VpGlobals* vp, CommandPage* page, uint command)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        WriteName(ref text, command);
        text.Write(": the handler keeps state, and the node was given no memory for it (handler_state_pages is 0 or too small)"u8);
        CommandFailure.Set(vp, page, text.Written);
    }

    private static void ReportFault(VpGlobals* vp, CommandPage* page, uint command, GuardFrame* guard)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        WriteName(ref text, command);
        text.Write(" raised "u8);
        text.Write(ExceptionNames.Of(guard->Vector));
        text.Write(" (vector "u8);
        text.WriteDecimal(guard->Vector);
        text.Write(") at "u8);
        text.WriteHex(guard->Address);
        if (guard->Vector is ExceptionNames.PageFault or ExceptionNames.DoubleFault)
        {
            text.Write(", accessing "u8);
            text.WriteHex(guard->FaultingAddress);
            if (guard->FaultingAddress - AddressSpace.Slot(AddressSpace.StackGuardSlot) < AddressSpace.PageSize)
            {
                text.Write(", below the stack: stack overflow"u8);
            }
        }

        if (guard->ErrorCode != 0)
        {
            text.Write(", error code "u8);
            text.WriteHex(guard->ErrorCode);
        }

        CommandFailure.Set(vp, page, text.Written);
    }

    private static void WriteName(ref Utf8Writer text, uint command)
    {
        text.Write("handler "u8);
        text.Write(THandlers.NameOf(command));
        text.Write(" ("u8);
        text.WriteHex(command);
        text.Write(")"u8);
    }
}
