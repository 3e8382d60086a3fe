using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>What register access through the hypervisor takes.</summary>
public static class BenchRegisters
{
    private const int Repeats = 20;


    /// <summary>Measures reading 1, 2 and 31 registers, writing 1 and 31, and a translation.</summary>
    public static void Play<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("registers"u8);
        Get(ref session, vp, 1, "get-1"u8);
        Get(ref session, vp, 2, "get-2"u8);
        Get(ref session, vp, SidecarLimits.MaxGetSetVpRegisters, "get-31"u8);
        Set(ref session, vp, 1, "set-1"u8);
        Set(ref session, vp, SidecarLimits.MaxGetSetVpRegisters, "set-31"u8);
        Translate(ref session, vp);
        session.EndStep("registers read and written, an address translated, from wake to halt"u8);
    }

    private static void Get<THost>(ref Session<THost> session, uint vp, int count, ReadOnlySpan<byte> metric)
        where THost : struct, IMonitorHost
    {
        Span<HvRegisterName> names = stackalloc HvRegisterName[count];
        Span<HvRegisterValue> values = stackalloc HvRegisterValue[count];
        names.Fill(HvRegisterName.Rip);
        var onVp = default(Figures);
        for (var i = 0; i < Repeats; i++)
        {
            var channel = session.ChannelOf(vp);
            if (session.Expect(channel.GetRegisters(HvInputVtl.FromVtl(0), names, values), vp, "GET_VP_REGISTERS of RIP failed"u8))
            {
                BenchCalls.AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        BenchCalls.ReportLeast(ref session, metric, ref onVp);
    }

    private static void Set<THost>(ref Session<THost> session, uint vp, int count, ReadOnlySpan<byte> metric)
        where THost : struct, IMonitorHost
    {
        Span<HvRegisterAssoc> registers = stackalloc HvRegisterAssoc[count];
        registers.Fill(HvRegisterAssoc.From(HvRegisterName.KernelGsBase, 0));
        var onVp = default(Figures);
        for (var i = 0; i < Repeats; i++)
        {
            var channel = session.ChannelOf(vp);
            if (session.Expect(channel.SetRegisters(HvInputVtl.FromVtl(0), registers), vp, "SET_VP_REGISTERS of KernelGsBase failed"u8))
            {
                BenchCalls.AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        BenchCalls.ReportLeast(ref session, metric, ref onVp);
    }

    private static void Translate<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var onVp = default(Figures);
        for (var i = 0; i < Repeats; i++)
        {
            var channel = session.ChannelOf(vp);
            if (session.Expect(channel.TranslateGva(0, new TranslateGvaControlFlagsX64 { ValidateRead = true }, out _), vp, "TRANSLATE_GVA failed"u8))
            {
                BenchCalls.AddTrace(ref session, vp, ref onVp, out _);
            }
        }

        BenchCalls.ReportLeast(ref session, "translate"u8, ref onVp);
    }
}
