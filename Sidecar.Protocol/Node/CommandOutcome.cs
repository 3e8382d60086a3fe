using System;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Node;

/// <summary>What came of one command, as a value that a program can test and a person can read.</summary>
public readonly struct CommandOutcome
{
    private CommandOutcome(CommandOutcomeKind kind, StartResult start = default, WaitResult wait = default, HvStatus status = default)
    {
        Kind = kind;
        Start = start;
        Wait = wait;
        Status = status;
    }

    /// <summary>It was carried out.</summary>
    public static CommandOutcome Succeeded => new(CommandOutcomeKind.Succeeded);

    /// <summary>The error text on the command page says what went wrong.</summary>
    public static CommandOutcome SidecarError => new(CommandOutcomeKind.SidecarError);

    /// <summary>The caller's buffer is too small.</summary>
    public static CommandOutcome BadArgument => new(CommandOutcomeKind.BadArgument);

    /// <summary>How far the command got.</summary>
    public CommandOutcomeKind Kind { get; }

    /// <summary>Why it was not started.</summary>
    public StartResult Start { get; }

    /// <summary>Why it was not finished.</summary>
    public WaitResult Wait { get; }

    /// <summary>What the hypervisor said.</summary>
    public HvStatus Status { get; }

    /// <summary>Whether the command was carried out.</summary>
    public bool IsSuccess => Kind == CommandOutcomeKind.Succeeded;

    /// <summary>The command was not started.</summary>
    public static CommandOutcome NotStarted(StartResult start) => new(CommandOutcomeKind.NotStarted, start: start);

    /// <summary>The command did not finish.</summary>
    public static CommandOutcome NotFinished(WaitResult wait) => new(CommandOutcomeKind.NotFinished, wait: wait);

    /// <summary>What the hypervisor said to the command, a success included.</summary>
    public static CommandOutcome FromHypervisor(HvStatus status)
        => status == HvStatus.Success ? Succeeded : new(CommandOutcomeKind.HypervisorError, status: status);

    /// <summary>Writes it as a person would say it, without the VP's name and without a full stop.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="errorText">The VP's error text, for <see cref="CommandOutcomeKind.SidecarError"/>.</param>
    public void WriteTo(ref Utf8Writer writer, scoped ReadOnlySpan<byte> errorText)
    {
        switch (Kind)
        {
            case CommandOutcomeKind.SidecarError:
                writer.Write("sidecar error: "u8);
                writer.Write(errorText);
                break;

            case CommandOutcomeKind.HypervisorError:
                writer.Write("hypervisor error "u8);
                writer.WriteHex((ulong)Status);
                writer.Write(" "u8);
                writer.Write(HvStatusText.NameOf(Status));
                break;

            case CommandOutcomeKind.NotStarted:
                writer.Write("not started: "u8);
                writer.Write(NodeText.Of(Start));
                break;

            case CommandOutcomeKind.NotFinished:
                writer.Write("not finished: "u8);
                writer.Write(NodeText.Of(Wait));
                break;

            default:
                writer.Write(Kind switch
                {
                    CommandOutcomeKind.None => "no command was called"u8,
                    CommandOutcomeKind.Succeeded => "done"u8,
                    _ => "the buffer for the answer is too small"u8,
                });
                break;
        }
    }
}
