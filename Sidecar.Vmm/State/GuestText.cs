using System;
using Sidecar.Protocol.Text;

namespace Sidecar.Vmm.State;

/// <summary>A guest's state, in words.</summary>
public static class GuestText
{
    /// <summary>Writes how far a guest is on a VP.</summary>
    public static void Write(scoped ref Utf8Writer text, in GuestState guest)
    {
        switch (guest.Phase)
        {
            case GuestPhase.None:
                text.Write("no guest"u8);
                break;
            case GuestPhase.Ready:
                text.Write("ready to run"u8);
                break;
            case GuestPhase.Running:
                text.Write("running"u8);
                break;
            case GuestPhase.Ended:
                text.Write("ended with "u8);
                text.WriteDecimal(guest.Result);
                break;
            case GuestPhase.Halted:
                text.Write("halted with interrupts disabled"u8);
                break;
            case GuestPhase.TripleFault:
                text.Write("triple fault"u8);
                break;
            case GuestPhase.Stopped:
                text.Write("stopped"u8);
                break;
            default:
                text.Write("given up: "u8);
                text.Write(Text(guest.Problem));
                if (guest.Problem is GuestProblem.UnknownMessage or GuestProblem.UnknownInstruction)
                {
                    text.Write(", message type "u8);
                    text.WriteHex((uint)guest.LastMessage);
                }

                break;
        }
    }

    /// <summary>Name of a kind of exit.</summary>
    public static ReadOnlySpan<byte> Name(GuestExitKind kind) => kind switch
    {
        GuestExitKind.Port => "port"u8,
        GuestExitKind.PortString => "port string"u8,
        GuestExitKind.MsrRead => "MSR read"u8,
        GuestExitKind.MsrWrite => "MSR write"u8,
        GuestExitKind.Cpuid => "CPUID"u8,
        GuestExitKind.Halt => "HLT"u8,
        GuestExitKind.Device => "device memory"u8,
        GuestExitKind.Caught => "memory not its own"u8,
        GuestExitKind.Hypercall => "hypercall"u8,
        GuestExitKind.Exception => "exception"u8,
        GuestExitKind.Deliverable => "interrupt window"u8,
        GuestExitKind.TripleFault => "triple fault"u8,
        _ => "other"u8,
    };

    /// <summary>What a problem is.</summary>
    public static ReadOnlySpan<byte> Text(GuestProblem problem) => problem switch
    {
        GuestProblem.UnknownMessage => "a message of unknown kind"u8,
        GuestProblem.UnknownInstruction => "an instruction that the VMM does not emulate"u8,
        GuestProblem.Command => "a command was refused"u8,
        GuestProblem.NotIntercepted => "the run ended without an intercept"u8,
        GuestProblem.NotStopped => "it does not stop"u8,
        GuestProblem.TooManyVps => "a guest runs on at most 128 VPs"u8,
        _ => "no reason"u8,
    };
}
