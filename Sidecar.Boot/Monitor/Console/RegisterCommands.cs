using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>get</c> and <c>set</c>: the guest's registers, those of VTL0.</summary>
public static class RegisterCommands
{
    private const int MaxRegisters = SidecarLimits.MaxGetSetVpRegisters;

    /// <summary><c>get VP REGISTER...</c></summary>
    public static void Get<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        Span<HvRegisterName> names = stackalloc HvRegisterName[MaxRegisters];
        var count = 0;
        while (words.TryTake(out var word))
        {
            if (!RegisterNames.TryParse(word.Text, out var name))
            {
                ConsoleCommands.Complain(ref session, word.Text, "is no register (rax, rip, cr3, efer, ...; any other by its number, such as 0x20010)"u8);
                return;
            }

            if (count == MaxRegisters)
            {
                session.PrintLine("at most 31 registers at once"u8);
                return;
            }

            names[count++] = name;
        }

        if (count == 0)
        {
            session.PrintLine("the register's name is missing, such as get 1 rip rsp"u8);
            return;
        }

        PrintRegisters(ref session, vp, names[..count]);
    }

    /// <summary><c>set VP REGISTER VALUE</c></summary>
    public static void Set<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        if (!words.TryTake(out var name) || !words.TryTake(out var typed))
        {
            session.PrintLine("register and value are missing, such as set 1 rip 0x1000"u8);
            return;
        }

        if (!RegisterNames.TryParse(name.Text, out var register))
        {
            ConsoleCommands.Complain(ref session, name.Text, "is no register (rax, rip, cr3, efer, ...; any other by its number, such as 0x20010)"u8);
            return;
        }

        if (!NumberText.TryParse(typed.Text, out var value))
        {
            ConsoleCommands.Complain(ref session, typed.Text, "is not a number of at most 64 bits (decimal, or 0x and hexadecimal)"u8);
            return;
        }

        if (IsGeneral(register))
        {
            if (session[vp].IsBusy)
            {
                session.PrintLine("the guest runs; stop it first"u8);
                return;
            }

            session.PageOf(vp).CpuContext.Gps[IndexOf(register)] = value;
            return;
        }

        var association = new HvRegisterAssoc { Name = register, Value = HvRegisterValue.From(value) };
        var channel = session.ChannelOf(vp);
        channel.SetRegisters(HvInputVtl.FromVtl(0), new ReadOnlySpan<HvRegisterAssoc>(in association));
        Note(ref session, vp, SidecarCommand.SET_VP_REGISTERS, channel.Outcome.IsSuccess);
        Outcomes.Print(ref session, vp, (uint)SidecarCommand.SET_VP_REGISTERS, channel.Outcome);
    }

    private static void PrintRegisters<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<HvRegisterName> names)
        where THost : struct, IMonitorHost
    {
        Span<HvRegisterValue> values = stackalloc HvRegisterValue[MaxRegisters];
        var channel = session.ChannelOf(vp);
        var isRead = channel.GetRegisters(HvInputVtl.FromVtl(0), names, values);
        Note(ref session, vp, SidecarCommand.GET_VP_REGISTERS, isRead);
        if (!isRead)
        {
            Outcomes.Print(ref session, vp, (uint)SidecarCommand.GET_VP_REGISTERS, channel.Outcome);
            return;
        }

        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        for (var i = 0; i < names.Length; i++)
        {
            text.Clear();
            RegisterNames.Write(ref text, names[i]);
            text.Write(" = "u8);
            text.WriteHex(IsGeneral(names[i]) ? session.PageOf(vp).CpuContext.Gps[IndexOf(names[i])] : values[i].Low);
            if (!IsGeneral(names[i]) && values[i].High != 0)
            {
                text.Write(", bits 64 to 127: "u8);
                text.WriteHex(values[i].High);
            }

            session.PrintLine(text.Written);
        }
    }

    /// <summary>
    /// Whether a register is one of those that the CPU carries from VTL0 to VTL2 (TLFS, "VTL state isolation"): between runs they are on the command page, and what the
    /// hypervisor has under their names is the sidecar's.
    /// </summary>
    private static bool IsGeneral(HvRegisterName name)
        => name is HvRegisterName.Cr2 or (>= HvRegisterName.Rax and <= HvRegisterName.R15 and not HvRegisterName.Rsp);

    private static int IndexOf(HvRegisterName name) => name == HvRegisterName.Cr2 ? CpuContextX64.CR2 : (int)(name - HvRegisterName.Rax);

    /// <summary>The channel's own calls go past the session's book.</summary>
    private static void Note<THost>(ref Session<THost> session, uint vp, SidecarCommand command, bool succeeded)
        where THost : struct, IMonitorHost
    {
        ref var note = ref session[vp];
        if (note.IsBusy)
        {
            return;
        }

        note.Command = (uint)command;
        note.Commands++;
        note.Errors += succeeded ? 0u : 1;
    }
}
