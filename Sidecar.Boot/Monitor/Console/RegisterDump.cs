using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>regs VP</c>: a guest's registers, general ones from the command page, the rest by command.</summary>
public static class RegisterDump
{
    private const int PerLine = 4;
    private const int GeneralRegisters = 16;

    /// <summary>Plain numbers first, then segments, then tables.</summary>
    private static ReadOnlySpan<HvRegisterName> Names =>
    [
        HvRegisterName.Rip, HvRegisterName.Rsp, HvRegisterName.Rflags, HvRegisterName.Efer,
        HvRegisterName.Cr0, HvRegisterName.Cr2, HvRegisterName.Cr3, HvRegisterName.Cr4,
        HvRegisterName.Cs, HvRegisterName.Ss, HvRegisterName.Ds, HvRegisterName.Es, HvRegisterName.Fs, HvRegisterName.Gs, HvRegisterName.Tr,
        HvRegisterName.Gdtr, HvRegisterName.Idtr,
    ];

    private const int Numbers = 8;
    private const int Tables = 2;

    /// <summary>Prints them.</summary>
    public static void Print<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        Span<HvRegisterValue> values = stackalloc HvRegisterValue[SidecarLimits.MaxGetSetVpRegisters];
        var channel = session.ChannelOf(vp);
        if (!channel.GetRegisters(HvInputVtl.FromVtl(0), Names, values))
        {
            Outcomes.Print(ref session, vp, (uint)SidecarCommand.GET_VP_REGISTERS, channel.Outcome);
            return;
        }

        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        var written = 0;
        for (var register = 0; register < GeneralRegisters; register++)
        {
            if (register != CpuContextX64.CR2)
            {
                Write(ref text, HvRegisterName.Rax + (uint)register, session.PageOf(vp).CpuContext.Gps[register]);
                if (++written % PerLine == 0)
                {
                    session.PrintLine(text.Written);
                    text.Clear();
                }
            }
        }

        for (var i = 0; i < Numbers; i++)
        {
            // CR2 is the guest's where its general registers are.
            Write(ref text, Names[i], Names[i] == HvRegisterName.Cr2 ? session.PageOf(vp).CpuContext.Gps[CpuContextX64.CR2] : values[i].Low);
            if (++written % PerLine == 0)
            {
                session.PrintLine(text.Written);
                text.Clear();
            }
        }

        if (text.Length != 0)
        {
            session.PrintLine(text.Written);
        }

        for (var i = Numbers; i < Names.Length; i++)
        {
            text.Clear();
            RegisterNames.Write(ref text, Names[i]);
            if (i >= Names.Length - Tables)
            {
                var table = values[i].ToTable();
                WritePart(ref text, " base "u8, table.Base);
                WritePart(ref text, ", limit "u8, table.Limit);
            }
            else
            {
                var segment = values[i].ToSegment();
                WritePart(ref text, " "u8, segment.Selector);
                WritePart(ref text, ", base "u8, segment.Base);
                WritePart(ref text, ", limit "u8, segment.Limit);
                WritePart(ref text, ", attributes "u8, segment.Attributes);
            }

            session.PrintLine(text.Written);
        }
    }

    private static void Write(scoped ref Utf8Writer text, HvRegisterName name, ulong value)
    {
        text.Write(text.Length == 0 ? default : "  "u8);
        RegisterNames.Write(ref text, name);
        WritePart(ref text, " "u8, value);
    }

    private static void WritePart(scoped ref Utf8Writer text, scoped ReadOnlySpan<byte> name, ulong value)
    {
        text.Write(name);
        text.WriteHex(value);
    }
}
