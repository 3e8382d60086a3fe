using System;
using Sidecar.Boot.Monitor.Session;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>All scenarios, by name.</summary>
public static class ScenarioCatalog
{
    /// <summary>Number of scenarios; the first is the default.</summary>
    public const int Count = 23;

    /// <summary>A scenario's name.</summary>
    public static ReadOnlySpan<byte> NameAt(int index) => index switch
    {
        0 => "tour"u8,
        1 => "start"u8,
        2 => "commands"u8,
        3 => "handlers"u8,
        4 => "stop"u8,
        5 => "faults"u8,
        6 => "spin"u8,
        7 => "remove-all"u8,
        8 => "stress"u8,
        9 => "hostile"u8,
        10 => "hello"u8,
        11 => "counter"u8,
        12 => "exits"u8,
        13 => "modes"u8,
        14 => "compute"u8,
        15 => "escape"u8,
        16 => "state"u8,
        17 => "triple"u8,
        18 => "guests"u8,
        19 => "convert"u8,
        20 => "soak"u8,
        21 => "fuzz"u8,
        _ => "bench"u8,
    };

    /// <summary>What a scenario shows.</summary>
    public static ReadOnlySpan<byte> SummaryAt(int index) => index switch
    {
        0 => "start-up, commands, handlers, stops, faults and removals in turn"u8,
        1 => "the VPs come up and answer"u8,
        2 => "OpenHCL's commands, and what a host can do wrong with them"u8,
        3 => "every sample handler, against answers that are known"u8,
        4 => "stops: while running, before running, unheard, for nothing"u8,
        5 => "every exception inside a handler on every VP"u8,
        6 => "handlers that loop until stopped, on all VPs together"u8,
        7 => "all VPs leave one by one while the others work"u8,
        8 => "a long random mix, the same every time"u8,
        9 => "a host that writes what it must not"u8,
        10 => "a guest in VTL0 of every VP prints a line"u8,
        11 => "one guest on all VPs counts in shared memory"u8,
        12 => "a guest's exits of every kind, handled by the VMM"u8,
        13 => "a guest in real, protected and 64-bit mode"u8,
        14 => "a guest that computes until it is stopped"u8,
        15 => "a guest that reaches for memory that is not its own"u8,
        16 => "a guest that keeps every register busy while it is interrupted"u8,
        17 => "a guest with a triple fault"u8,
        18 => "all guests in a row"u8,
        19 => "every CPU becomes the host's, works for it, and is given back, twice"u8,
        20 => "a million commands, runs, stops and conversions, all counted"u8,
        21 => "random command pages, rewritten while the commands run"u8,
        _ => "figures"u8,
    };

    /// <summary>The scenario of that name, or -1. No name means the default.</summary>
    public static int Find(scoped ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        for (var index = 0; index < Count; index++)
        {
            if (NameAt(index).SequenceEqual(name))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Plays a scenario on a session that is open.</summary>
    public static void Play<THost>(ref Session<THost> session, int index)
        where THost : struct, IMonitorHost
    {
        switch (index)
        {
            case 0:
                TourScenario.Play(ref session);
                break;
            case 1:
                StartScenario.Play(ref session);
                break;
            case 2:
                CommandsScenario.Play(ref session);
                break;
            case 3:
                HandlersScenario.Play(ref session);
                break;
            case 4:
                StopScenario.Play(ref session);
                break;
            case 5:
                FaultsScenario.Play(ref session);
                break;
            case 6:
                SpinScenario.Play(ref session);
                break;
            case 7:
                RemoveAllScenario.Play(ref session);
                break;
            case 8:
                StressScenario.Play(ref session);
                break;
            case 9:
                HostileScenario.Play(ref session);
                break;
            case 10:
                GuestScenarios.Hello(ref session);
                break;
            case 11:
                GuestScenarios.Counter(ref session);
                break;
            case 12:
                GuestScenarios.Exits(ref session);
                break;
            case 13:
                GuestScenarios.Modes(ref session);
                break;
            case 14:
                ComputeScenario.Play(ref session);
                break;
            case 15:
                GuestScenarios.Escape(ref session);
                break;
            case 16:
                StateScenario.Play(ref session);
                break;
            case 17:
                GuestScenarios.Triple(ref session);
                break;
            case 18:
                GuestScenarios.All(ref session);
                break;
            case 19:
                ConvertScenario.Play(ref session);
                break;
            case 20:
                SoakScenario.Play(ref session);
                break;
            case 21:
                FuzzScenario.Play(ref session);
                break;
            default:
                BenchScenario.Play(ref session);
                break;
        }
    }
}
