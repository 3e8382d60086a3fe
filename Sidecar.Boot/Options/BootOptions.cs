using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Processors;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Options;

/// <summary>What the command line asked for, defaults where it did not.</summary>
public struct BootOptions
{
    /// <summary>Most VPs in a node, and the default (design: at most 32).</summary>
    public const int MaxNodeSize = 32;

    /// <summary>Pages of trace ring a VP when nothing else is asked for: room for 510 transitions.</summary>
    public const int DefaultTracePages = 4;

    /// <summary>Bytes of memory that VTL0 gets when nothing else is asked for.</summary>
    public const ulong DefaultGuestMemory = 32UL << 20;

    /// <summary>Most timer ticks a second of a Linux; x86's has 1,000 at most.</summary>
    public const int MaxLinuxHz = 1000;

    /// <summary>Bytes of a scenario's name.</summary>
    public const int MaxScenario = 64;

    /// <summary>Problems that are kept; further ones are counted.</summary>
    public const int MaxProblems = 16;

    /// <summary>Whether the monitor gives a person its console.</summary>
    public bool Interactive;

    /// <summary>Whether Linux is the host kernel; otherwise the monitor is.</summary>
    public bool Linux;

    /// <summary>Timer ticks a second that Linux was built for (CONFIG_HZ); 0 when nobody said.</summary>
    public int LinuxHz;

    /// <summary>Most VPs in a node, base VP included.</summary>
    public int NodeSize;

    /// <summary>How VPs wait.</summary>
    public IdleMode IdleMode;

    /// <summary>Whether the sidecar kernel logs on serial.</summary>
    public bool Log;

    /// <summary>Pages of trace ring a VP.</summary>
    public int TracePages;

    /// <summary>Pages of handler state a VP.</summary>
    public int StatePages;

    /// <summary>Whether the hypervisor is left out where there could be one.</summary>
    public bool NoHypervisor;

    /// <summary>
    /// Whether the monitor polls instead of halting. For QEMU's <c>-icount</c>, where an access to the APIC timer by its MSRs ends the machine ("Bad icount
    /// read").
    /// </summary>
    public bool Poll;

    /// <summary>Where the random numbers of the scenario begin.</summary>
    public int Seed;

    /// <summary>Whether <see cref="Start"/> says which VPs the sidecar starts; otherwise it starts all but the base VPs.</summary>
    public bool HasStart;

    /// <summary>VPs that the sidecar starts, when <see cref="HasStart"/>.</summary>
    public ProcessorSet Start;

    /// <summary>Bytes of memory that VTL0 gets.</summary>
    public ulong GuestMemory;

    /// <summary>Bytes of memory that the shim may use; 0 for all.</summary>
    public ulong MemoryLimit;

    /// <summary>Number of processors that the shim looks at; 0 for all.</summary>
    public int CpuLimit;

    /// <summary>Number of problems found, those that were not kept included.</summary>
    public int ProblemCount;

    /// <summary>Where the host kernel's words begin on the command line, behind <c>--</c>; 0 when there are none.</summary>
    public int HostArgumentsStart;

    private ScenarioBuffer _scenario;
    private int _scenarioLength;
    private ProblemBuffer _problems;

    /// <summary>Name of the scenario that the monitor runs; empty for its default.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Scenario
    {
        readonly get => ((ReadOnlySpan<byte>)_scenario)[.._scenarioLength];
        set
        {
            _scenarioLength = Math.Min(value.Length, MaxScenario);
            value[.._scenarioLength].CopyTo(_scenario);
        }
    }

    /// <summary>The host kernel's words.</summary>
    /// <param name="commandLine">The command line that the options were read from.</param>
    public readonly ReadOnlySpan<byte> HostArguments(ReadOnlySpan<byte> commandLine)
        => HostArgumentsStart == 0 || HostArgumentsStart > commandLine.Length ? default : commandLine[HostArgumentsStart..];

    /// <summary>The problems that are kept, in the order of the command line.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<OptionProblem> Problems => ((ReadOnlySpan<OptionProblem>)_problems)[..Math.Min(ProblemCount, MaxProblems)];

    /// <summary>Notes a problem.</summary>
    public void Add(OptionProblem problem)
    {
        if (ProblemCount < MaxProblems)
        {
            _problems[ProblemCount] = problem;
        }

        ProblemCount++;
    }

    /// <summary>Options as they are without a command line.</summary>
    /// <param name="statePages">Pages of handler state a VP that the handlers known to the image need.</param>
    public void SetDefaults(int statePages)
    {
        this = default;
        NodeSize = MaxNodeSize;
        IdleMode = IdleMode.Auto;
        TracePages = DefaultTracePages;
        StatePages = statePages;
        GuestMemory = DefaultGuestMemory;
    }

    [InlineArray(MaxScenario)]
    private struct ScenarioBuffer
    {
        private byte _first;
    }

    [InlineArray(MaxProblems)]
    private struct ProblemBuffer
    {
        private OptionProblem _first;
    }
}
