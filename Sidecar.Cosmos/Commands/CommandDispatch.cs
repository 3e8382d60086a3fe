using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

namespace Sidecar.Cosmos.Commands;

/// <summary>Carries a command out. Every outcome ends up on the command page; none of them ends the VP.</summary>
public static unsafe class CommandDispatch<TMachine, THandlers>
    where TMachine : struct, IMachine
    where THandlers : struct, IHandlerTable
{
    /// <summary>Carries out <paramref name="command"/>, read once from <paramref name="page"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Execute(VpGlobals* vp, CommandPage* page, uint command)
    {
        if (command - (uint)SidecarCommand.RUN_VP <= SidecarCommand.TRANSLATE_GVA - SidecarCommand.RUN_VP)
        {
            if (TMachine.Image->HasHypervisor)
            {
                ExecuteWithHypervisor(vp, page, (SidecarCommand)command);
            }
            else
            {
                RejectWithoutHypervisor(vp, page, (SidecarCommand)command);
            }
        }
        else if (command != (uint)SidecarCommand.NONE)
        {
            ExecuteOther(vp, page, command);
        }
    }

    // Not inlined, so that the way to the commands above has nothing to keep across a call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ExecuteOther(VpGlobals* vp, CommandPage* page, uint command)
    {
        if (THandlers.Contains(command))
        {
            HandlerCall<TMachine, THandlers>.Execute(vp, page, command);
        }
        else
        {
            RejectUnknown(vp, page, command);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExecuteWithHypervisor(VpGlobals* vp, CommandPage* page, SidecarCommand command)
    {
        switch (command)
        {
            case SidecarCommand.RUN_VP:
                RunVp<TMachine>.Execute(vp, page);
                break;

            case SidecarCommand.GET_VP_REGISTERS:
                VpRegisters<TMachine>.Get(vp, page);
                break;

            case SidecarCommand.SET_VP_REGISTERS:
                VpRegisters<TMachine>.Set(vp, page);
                break;

            default:
                TranslateGva<TMachine>.Execute(vp, page);
                break;
        }
    }

    // Failures are methods of their own, never inlined: a buffer for text makes its whole method slow to enter.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RejectWithoutHypervisor(VpGlobals* vp, CommandPage* page, SidecarCommand command)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write(command switch
        {
            SidecarCommand.RUN_VP => "RUN_VP"u8,
            SidecarCommand.GET_VP_REGISTERS => "GET_VP_REGISTERS"u8,
            SidecarCommand.SET_VP_REGISTERS => "SET_VP_REGISTERS"u8,
            _ => "TRANSLATE_GVA"u8,
        });
        text.Write(": there is no hypervisor (hypercall_page is 0), and so no VTL0 on this CPU"u8);
        CommandFailure.Set(vp, page, text.Written);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RejectUnknown(VpGlobals* vp, CommandPage* page, uint command)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write("unknown command "u8);
        text.WriteHex(command);
        CommandFailure.Set(vp, page, text.Written);
    }
}
