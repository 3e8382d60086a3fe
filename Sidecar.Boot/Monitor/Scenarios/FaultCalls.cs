using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Calls of the handler that faults on request, and what the error text has to say.</summary>
public static class FaultCalls
{
    /// <summary>Exception vectors that a CPU has.</summary>
    public const uint VectorCount = 32;

    /// <summary>A step: the faults that a bug in a handler causes, one VP each, all at once.</summary>
    public static void Contained<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("contained-faults"u8);
        One(ref session, session.Nth(0), Fault.Kind.Divide, 0, 0);
        One(ref session, session.Nth(1), Fault.Kind.Write, 0, 14);
        One(ref session, session.Nth(2), Fault.Kind.Raise, 6, 6);
        One(ref session, session.Nth(3), Fault.Kind.OverflowStack, 0, 8);
        session.EndStep("#DE, #PF, #UD and a stack overflow end their command, and the VPs serve on"u8);
    }

    /// <summary>One fault, and the VP serving afterwards.</summary>
    public static void One<THost>(ref Session<THost> session, uint vp, Fault.Kind kind, ulong value, uint vector)
        where THost : struct, IMonitorHost
    {
        if (Begin(ref session, vp, kind, value))
        {
            End(ref session, vp, vector);
        }

        session.Run(vp, SidecarCommand.NONE);
    }

    /// <summary>Begins a call that faults.</summary>
    public static bool Begin<THost>(ref Session<THost> session, uint vp, Fault.Kind kind, ulong value)
        where THost : struct, IMonitorHost
        => session.Begin(vp, HandlerNumbers.Fault, new Fault.Request { Kind = kind, Value = value });

    /// <summary>Ends a call that faults: the text has to name handler, exception, vector and address.</summary>
    public static bool End<THost>(ref Session<THost> session, uint vp, uint vector)
        where THost : struct, IMonitorHost
    {
        var expected = new Utf8Writer(stackalloc byte[120]);
        expected.Write("handler fault (0x1040) raised "u8);
        expected.Write(Mnemonic(vector));
        if (!session.EndRefused(vp, expected.Written))
        {
            return false;
        }

        Span<byte> said = stackalloc byte[Session<THost>.TextCapacity];
        ReadOnlySpan<byte> text = said[..session.ChannelOf(vp).CopyErrorText(said)];
        expected.Clear();
        expected.Write("(vector "u8);
        expected.WriteDecimal(vector);
        expected.Write(") at 0x"u8);
        return session.Expect(text.IndexOf(expected.Written) >= 0, vp, "the error text does not name vector and address"u8);
    }

    /// <summary>What the text calls an exception, at least (AMD64 Architecture Programmer's Manual, volume 2, chapter 8).</summary>
    private static ReadOnlySpan<byte> Mnemonic(uint vector) => vector switch
    {
        0 => "#DE"u8,
        1 => "#DB"u8,
        2 => "NMI"u8,
        3 => "#BP"u8,
        4 => "#OF"u8,
        5 => "#BR"u8,
        6 => "#UD"u8,
        7 => "#NM"u8,
        8 => "#DF"u8,
        10 => "#TS"u8,
        11 => "#NP"u8,
        12 => "#SS"u8,
        13 => "#GP"u8,
        14 => "#PF"u8,
        16 => "#MF"u8,
        17 => "#AC"u8,
        18 => "#MC"u8,
        19 => "#XF"u8,
        20 => "#VE"u8,
        21 => "#CP"u8,
        28 => "#HV"u8,
        29 => "#VC"u8,
        30 => "#SX"u8,
        _ => "reserved exception"u8,
    };
}
