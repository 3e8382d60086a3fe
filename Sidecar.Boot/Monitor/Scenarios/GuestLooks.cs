using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Loading;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Steps that look into a guest which was stopped, from the first CPU: registers and addresses.</summary>
public static class GuestLooks
{
    private const int PageShift = 12;

    /// <summary>A step: registers of a guest that was stopped are read, one is written, read again, and put back.</summary>
    public static void Registers<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("guest-registers"u8);
        ReadOnlySpan<HvRegisterName> names = [HvRegisterName.Rip, HvRegisterName.Cr3, HvRegisterName.Efer, HvRegisterName.Cs, HvRegisterName.Lstar];
        Span<HvRegisterValue> values = stackalloc HvRegisterValue[names.Length];
        foreach (var vp in session.Serving)
        {
            if (!Get(ref session, vp, names, values))
            {
                continue;
            }

            session.Expect(values[0].Low is >= GuestLayout.Image and < GuestLayout.ImageEnd, vp, "RIP is not in the guest's image"u8);
            session.ExpectEqual(values[1].Low, session.GuestMemory.Block.Start + GuestLayout.PageMap, vp, "CR3"u8);
            session.ExpectEqual(values[3].ToSegment().Selector, GuestRegisters.CodeSelector, vp, "CS"u8);
            var lstar = HvRegisterAssoc.From(HvRegisterName.Lstar, 0xffff_8000_0000_0000 + vp);
            if (Set(ref session, vp, lstar) && Get(ref session, vp, names[4..], values[4..]))
            {
                session.ExpectEqual(values[4].Low, lstar.Value.Low, vp, "LSTAR after it was written"u8);
            }

            lstar.Value = HvRegisterValue.From(0);
            Set(ref session, vp, lstar);
        }

        session.EndStep("registers of VTL0 read and written on every VP"u8);
    }

    /// <summary>A step: guest-virtual addresses are translated as the guest's own tables say.</summary>
    public static void Translation<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("guest-addresses"u8);
        var block = session.GuestMemory.Block.Start;
        foreach (var vp in session.Serving)
        {
            Translate(ref session, vp, GuestLayout.Image, block + GuestLayout.Image);
            Translate(ref session, vp, GuestLayout.Shared + 0x5000, block + GuestLayout.Shared + 0x5000);
            Translate(ref session, vp, GuestLayout.Window + block, block);
        }

        session.EndStep("addresses translated through the guest's page tables on every VP"u8);
    }

    private static bool Get<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values)
        where THost : struct, IMonitorHost
    {
        var channel = session.ChannelOf(vp);
        return channel.GetRegisters(HvInputVtl.FromVtl(0), names, values) || session.FailCommand(vp, (uint)SidecarCommand.GET_VP_REGISTERS, channel.Outcome);
    }

    private static bool Set<THost>(ref Session<THost> session, uint vp, HvRegisterAssoc register)
        where THost : struct, IMonitorHost
    {
        var channel = session.ChannelOf(vp);
        return channel.SetRegisters(HvInputVtl.FromVtl(0), new ReadOnlySpan<HvRegisterAssoc>(in register))
            || session.FailCommand(vp, (uint)SidecarCommand.SET_VP_REGISTERS, channel.Outcome);
    }

    private static void Translate<THost>(ref Session<THost> session, uint vp, ulong linear, ulong physical)
        where THost : struct, IMonitorHost
    {
        var channel = session.ChannelOf(vp);
        var flags = new TranslateGvaControlFlagsX64 { ValidateRead = true, PrivilegeExempt = true, InputVtl = HvInputVtl.FromVtl(0) };
        if (!channel.TranslateGva(linear >> PageShift, flags, out var output))
        {
            session.FailCommand(vp, (uint)SidecarCommand.TRANSLATE_GVA, channel.Outcome);
            return;
        }

        session.ExpectEqual((uint)output.TranslationResult.Result.ResultCode, (uint)TranslateGvaResultCode.SUCCESS, vp, "result of a translation"u8);
        session.ExpectEqual(output.GpaPage << PageShift, physical, vp, "physical address"u8);
    }
}
