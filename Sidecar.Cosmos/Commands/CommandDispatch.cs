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
    public static void Execute(VpGlobals* vp, CommandPage* page, uint command)
    {
        switch ((SidecarCommand)command)
        {
            case SidecarCommand.NONE:
                break;

            case SidecarCommand.RUN_VP:
                if (CommandFailure.NeedsHypervisor<TMachine>(vp, page, "RUN_VP"u8))
                {
                    RunVp<TMachine>.Execute(vp, page);
                }

                break;

            case SidecarCommand.GET_VP_REGISTERS:
                if (CommandFailure.NeedsHypervisor<TMachine>(vp, page, "GET_VP_REGISTERS"u8))
                {
                    VpRegisters<TMachine>.Get(vp, page);
                }

                break;

            case SidecarCommand.SET_VP_REGISTERS:
                if (CommandFailure.NeedsHypervisor<TMachine>(vp, page, "SET_VP_REGISTERS"u8))
                {
                    VpRegisters<TMachine>.Set(vp, page);
                }

                break;

            case SidecarCommand.TRANSLATE_GVA:
                if (CommandFailure.NeedsHypervisor<TMachine>(vp, page, "TRANSLATE_GVA"u8))
                {
                    TranslateGva<TMachine>.Execute(vp, page);
                }

                break;

            default:
                if (THandlers.Contains(command))
                {
                    HandlerCall<TMachine, THandlers>.Execute(vp, page, command);
                }
                else
                {
                    RejectUnknown(vp, page, command);
                }

                break;
        }
    }

    private static void RejectUnknown(VpGlobals* vp, CommandPage* page, uint command)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write("unknown command "u8);
        text.WriteHex(command);
        CommandFailure.Set(vp, page, text.Written);
    }
}
