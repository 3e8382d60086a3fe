using System;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>
/// A million commands on all VPs at once: NONE, handlers with answers that are checked, guests run to an intercept, guests and handlers stopped, refusals. Every outcome is looked at,
/// and in the end what the guests counted is what they were run. The seed is fixed.
/// </summary>
public static class SoakScenario
{
    private const uint Commands = 1_000_000;
    private const uint CommandsPerConversion = 10_000;
    private const int Kinds = 256;
    private const ulong SpinAddress = 0x20;
    private const uint UnknownCommand = 0xbad;

    private enum Kind : byte
    {
        None,
        Sum,
        Run,
        RunStopped,
        Stopped,
        Unknown,
    }

    /// <summary>inc dword [0x100]; cpuid; and again. At 0x20: a loop without end.</summary>
    private static ReadOnlySpan<byte> Code =>
    [
        0x66, 0xff, 0x06, 0x00, 0x01, 0x0f, 0xa2, 0xeb, 0xf7, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0xeb, 0xfe,
    ];

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("soak"u8);
        Span<uint> runs = stackalloc uint[(int)session.CpuCount];
        runs.Clear();
        if (session.Setup.HasHypervisor)
        {
            foreach (var vp in session.Serving)
            {
                TinyGuest.TryPrepare(ref session, vp, Code);
            }
        }

        var seed = 0x50a4_0f5e_edba_5eedUL;
        var commands = 0u;
        var stops = 0u;
        var conversions = 0u;
        while (commands < Commands && !session.HasFailed)
        {
            var first = seed;
            foreach (var vp in session.Serving)
            {
                Begin(ref session, vp, Draw(ref session, ref seed));
            }

            // The same draws again: what was begun is now ended.
            seed = first;
            foreach (var vp in session.Serving)
            {
                var kind = Draw(ref session, ref seed);
                End(ref session, vp, kind);
                runs[(int)vp] += kind == Kind.Run ? 1u : 0;
                stops += kind is Kind.RunStopped or Kind.Stopped ? 1u : 0;
                commands++;
            }

            if (commands / CommandsPerConversion != conversions && !session.HasFailed)
            {
                var method = conversions % 2 == 0 ? StartMethod.Interrupt : ConvertScenario.Best(ref session);
                ConvertScenario.ThereAndBack(ref session, session.Nth(conversions), method);
                conversions++;
            }
        }

        var total = 0u;
        foreach (var vp in session.Serving)
        {
            total += runs[(int)vp];
            if (session.Setup.HasHypervisor)
            {
                session.ExpectEqual(TinyGuest.Counted(in session, vp), runs[(int)vp], vp, "runs that its guest counted"u8);
            }
        }

        var text = new Utf8Writer(stackalloc byte[160]);
        text.WriteDecimal(commands);
        text.Write(" commands, "u8);
        text.WriteDecimal(total);
        text.Write(" of them runs to an intercept, "u8);
        text.WriteDecimal(stops);
        text.Write(" stopped, "u8);
        text.WriteDecimal(conversions);
        text.Write(" conversions, nothing lost"u8);
        session.EndStep(text.Written);
        Serving.Sum(ref session, "still-serving"u8);
    }

    /// <summary>SplitMix64's step, reduced. Without a hypervisor there are no runs.</summary>
    private static Kind Draw<THost>(ref Session<THost> session, ref ulong seed)
        where THost : struct, IMonitorHost
    {
        seed = unchecked(seed + 0x9e37_79b9_7f4a_7c15);
        var value = unchecked((seed ^ (seed >> 30)) * 0xbf58_476d_1ce4_e5b9);
        return (int)((value >> 33) % Kinds) switch
        {
            0 => Kind.Stopped,
            1 => Kind.Unknown,
            < 4 when session.Setup.HasHypervisor => Kind.RunStopped,
            < 90 when session.Setup.HasHypervisor => Kind.Run,
            < 170 => Kind.Sum,
            _ => Kind.None,
        };
    }

    private static void Begin<THost>(ref Session<THost> session, uint vp, Kind kind)
        where THost : struct, IMonitorHost
    {
        switch (kind)
        {
            case Kind.Sum:
                Serving.BeginSum(ref session, vp, 5);
                break;

            case Kind.Stopped:
                EndlessCall.BeginOnly(ref session, vp);
                break;

            case Kind.RunStopped:
                if (SetRip(ref session, vp, SpinAddress))
                {
                    session.Begin(vp, (uint)SidecarCommand.RUN_VP);
                }

                break;

            default:
                session.Begin(vp, kind switch { Kind.Run => (uint)SidecarCommand.RUN_VP, Kind.Unknown => UnknownCommand, _ => (uint)SidecarCommand.NONE });
                break;
        }
    }

    private static void End<THost>(ref Session<THost> session, uint vp, Kind kind)
        where THost : struct, IMonitorHost
    {
        switch (kind)
        {
            case Kind.Sum:
                Serving.EndSum(ref session, vp, 5);
                break;

            case Kind.Stopped:
                if (EndlessCall.AwaitWellUnderWay(ref session, vp))
                {
                    EndlessCall.Stop(ref session, vp);
                }

                break;

            case Kind.RunStopped:
                if (session.Stop(vp) && session.End(vp) && session.Expect(session.PageOf(vp).RunResponse.Intercept == 0, vp, "a stopped run has an intercept"u8))
                {
                    SetRip(ref session, vp, 0);
                }

                break;

            case Kind.Run:
                EndRun(ref session, vp);
                break;

            case Kind.Unknown:
                session.EndRefused(vp, "unknown command 0xbad"u8);
                break;

            default:
                session.End(vp);
                break;
        }
    }

    private static void EndRun<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session.End(vp))
        {
            return;
        }

        ref var page = ref session.PageOf(vp);
        var message = page.InterceptMessage;
        if (session.Expect(page.RunResponse.Intercept == 1 && message.Header.Typ == HvMessageType.HvMessageTypeX64CpuidIntercept, vp, "RUN_VP did not end with CPUID's intercept"u8))
        {
            GuestCpu.Advance(ref session, vp, message.PayloadAs<HvX64CpuidInterceptMessage>().Header);
        }
    }

    private static bool SetRip<THost>(ref Session<THost> session, uint vp, ulong address)
        where THost : struct, IMonitorHost
        => session.Expect(GuestCpu.SetRip(ref session, vp, address), vp, "writing RIP failed"u8);
}
