using System;
using System.Text;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>Why a command did not succeed, as exceptions.</summary>
internal static class CommandErrors
{
    private const int TextCapacity = 255;

    /// <summary>A command's name on the wire (openhcl.txt, SidecarCommand), or its number.</summary>
    public static string NameOf(uint command) => (SidecarCommand)command switch
    {
        SidecarCommand.NONE => "NONE",
        SidecarCommand.RUN_VP => "RUN_VP",
        SidecarCommand.GET_VP_REGISTERS => "GET_VP_REGISTERS",
        SidecarCommand.SET_VP_REGISTERS => "SET_VP_REGISTERS",
        SidecarCommand.TRANSLATE_GVA => "TRANSLATE_GVA",
        _ => $"command 0x{command:x}",
    };

    /// <summary>The error text of a command page: copied out once, for the other side may change it at any moment, and made printable.</summary>
    public static string TextOf(ref CommandError error)
    {
        Span<byte> text = stackalloc byte[TextCapacity];
        int length = error.Len;
        ((ReadOnlySpan<byte>)error.Buf)[..length].CopyTo(text);
        return string.Create(Encoding.UTF8.GetCharCount(text[..length]), text[..length], static (characters, bytes) =>
        {
            Encoding.UTF8.GetChars(bytes, characters);
            foreach (ref var character in characters)
            {
                character = char.IsControl(character) ? '?' : character;
            }
        });
    }

    /// <summary>The command ended with an error text.</summary>
    public static SidecarException Refused(uint vp, uint command, ref CommandError error)
    {
        var text = TextOf(ref error);
        return new(SidecarErrorKind.Command, $"VP {vp}: {NameOf(command)}: {(text.Length == 0 ? "failed without a text" : text)}") { VpIndex = vp, CommandText = text };
    }

    /// <summary>The hypervisor refused.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="command">The command.</param>
    /// <param name="what">What of it, in words.</param>
    /// <param name="status">What it said.</param>
    public static SidecarException Hypervisor(uint vp, uint command, string what, HvStatus status)
    {
        var name = Encoding.UTF8.GetString(HvStatusText.NameOf(status));
        var number = $"0x{(ushort)status:x}{(name.Length == 0 ? "" : " ")}{name}";
        return new(SidecarErrorKind.Hypervisor, $"VP {vp}: {NameOf(command)} of {what}: the hypervisor refused with {number}")
        {
            VpIndex = vp,
            Status = status,
        };
    }

    /// <summary>The command is over, and nothing was written as its result.</summary>
    public static SidecarException Abandoned(uint vp, uint command)
        => new(SidecarErrorKind.Removed, $"VP {vp}: {NameOf(command)}: its CPU left the sidecar before it answered (the kernel failed on it, or Linux took it)") { VpIndex = vp };

    /// <summary>A command that took too long was stopped, and ended then.</summary>
    public static SidecarException Overdue(uint vp, uint command, TimeSpan time)
        => new(SidecarErrorKind.TimedOut, $"VP {vp}: {NameOf(command)} took longer than {time.TotalSeconds:0.###} s and was stopped; the VP serves on") { VpIndex = vp };

    /// <summary>A command does not end although it was asked to.</summary>
    public static SidecarException Unanswered(uint vp, uint command, TimeSpan time)
    {
        const string Why = "its CPU is dead, or the command does not look for a stop; the VP is busy until it answers";
        return new(SidecarErrorKind.TimedOut, $"VP {vp}: {NameOf(command)} was asked to stop and did not end within {time.TotalSeconds:0.###} s: {Why}") { VpIndex = vp };
    }

    /// <summary>A command is under way already.</summary>
    public static SidecarException Busy(uint vp, string running)
        => new(SidecarErrorKind.Busy, $"VP {vp} is busy with {running}: a VP has one command at a time; wait for it, or stop it") { VpIndex = vp };
}
