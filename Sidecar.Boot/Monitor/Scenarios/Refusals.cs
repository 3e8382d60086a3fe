using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Commands that the sidecar refuses, with words that name what it refuses.</summary>
public static class Refusals
{
    private static ReadOnlySpan<uint> UnknownCommands => [5, 0xfff, 0x1fff, 0x8000_0000, uint.MaxValue];

    /// <summary>A step: command numbers that nobody knows.</summary>
    public static void Unknown<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("unknown-command"u8);
        var expected = new Utf8Writer(stackalloc byte[40]);
        var ordinal = 0u;
        foreach (var command in UnknownCommands)
        {
            var vp = session.Nth(ordinal++);
            expected.Clear();
            expected.Write("unknown command "u8);
            expected.WriteHex(command);
            if (session.Begin(vp, command))
            {
                session.EndRefused(vp, expected.Written);
            }

            session.Run(vp, SidecarCommand.NONE);
        }

        session.EndStep("refused by number, and the VP serves on"u8);
    }

    /// <summary>A step: the commands that need a hypervisor. With one, a register of VTL0 is read through it.</summary>
    public static void Hypervisor<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("hypervisor-commands"u8);
        var vp = session.Nth(0);
        if (session.Setup.HasHypervisor)
        {
            var channel = session.ChannelOf(vp);
            var value = default(HvRegisterValue);
            var name = HvRegisterName.Rflags;
            session.Expect(channel.GetRegisters(HvInputVtl.FromVtl(0), new ReadOnlySpan<HvRegisterName>(in name), new Span<HvRegisterValue>(ref value)), vp, "GET_VP_REGISTERS of RFLAGS failed"u8);
            session.ExpectEqual(value.Low & 2, 2, vp, "bit 1 of RFLAGS, which is always set"u8);
            session.EndStep("the hypervisor reads the VP's registers"u8);
            return;
        }

        Refused(ref session, vp, SidecarCommand.RUN_VP);
        Refused(ref session, vp, SidecarCommand.GET_VP_REGISTERS);
        Refused(ref session, vp, SidecarCommand.SET_VP_REGISTERS);
        Refused(ref session, vp, SidecarCommand.TRANSLATE_GVA);
        session.Run(vp, SidecarCommand.NONE);
        session.EndStep("refused without a hypervisor, each saying why"u8);
    }

    private static void Refused<THost>(ref Session<THost> session, uint vp, SidecarCommand command)
        where THost : struct, IMonitorHost
    {
        var expected = new Utf8Writer(stackalloc byte[80]);
        Session<THost>.WriteCommandName(ref expected, (uint)command);
        expected.Write(": there is no hypervisor"u8);
        if (session.Begin(vp, (uint)command))
        {
            session.EndRefused(vp, expected.Written);
        }
    }
}
