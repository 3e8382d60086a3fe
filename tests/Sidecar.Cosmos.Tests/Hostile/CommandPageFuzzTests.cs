using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hostile;

/// <summary>A host that fills command pages with anything and goes on changing them while the VPs work on them.</summary>
public class CommandPageFuzzTests
{
    private const int Rounds = 150;
    private static readonly uint[] s_commands =
    [
        0, 1, 2, 3, 4, 5, HandlerNumbers.Sum, HandlerNumbers.Echo, HandlerNumbers.KvPut, HandlerNumbers.KvGet, HandlerNumbers.KvDelete, HandlerNumbers.KvCount,
        HandlerNumbers.Sha256, HandlerNumbers.Sha256Stream, HandlerNumbers.Primes, HandlerNumbers.Fault, 0xffff_ffff,
    ];

    /// <summary>Seeds, and whether there is a hypervisor.</summary>
    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, bool>();
            for (var seed = 0; seed < 24; seed++)
            {
                seeds.Add(seed, seed % 2 == 0);
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_byte_on_a_command_page_hangs_or_kills_a_VP_whenever_it_changes(int seed, bool hypervisor)
    {
        using var machine = HostileMachine.Start(hypervisor, seed);
        using var over = new CancellationTokenSource();
        var vandal = new Thread(() => Vandalise(machine, new Random(seed), over.Token));
        vandal.Start();
        try
        {
            var random = new Random(~seed);
            for (var round = 0; round < Rounds; round++)
            {
                RunOnce(machine, random, (uint)random.Next(1, (int)HostileMachine.Vps + 1));
            }
        }
        finally
        {
            over.Cancel();
            vandal.Join();
        }

        HostileMachine.ShouldHaveSurvived(machine, removals: false);
    }

    [Fact]
    public void A_host_that_writes_to_the_trace_ring_loses_records_and_nothing_else()
    {
        using var machine = HostileMachine.Start(false, 0);
        var ring = machine.Layouts[0].TraceRing(1);
        var random = new Random(1);
        var bytes = new byte[64];
        for (var round = 0; round < 500; round++)
        {
            random.NextBytes(bytes);
            for (var offset = 0; offset < bytes.Length; offset++)
            {
                machine.Memory.At<byte>(ring + (ulong)offset) = bytes[offset];
            }

            machine.Order(1, CpuStatus.RUN);
            machine.AwaitStatus(1, CpuStatus.IDLE);
        }

        HostileMachine.ShouldHaveSurvived(machine, removals: false);
    }

    private static void RunOnce(SimulatedMachine machine, Random random, uint vp)
    {
        machine.CommandPageOf(vp).Command = (SidecarCommand)s_commands[random.Next(s_commands.Length)];
        machine.Order(vp, CpuStatus.RUN);
        // Long enough for most to end by themselves; what does not is stopped.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMilliseconds(1) && Volatile.Read(ref machine.StatusOf(vp)) != (byte)CpuStatus.IDLE)
        {
            Thread.Yield();
        }

        HostileMachine.Settle(machine, vp);
    }

    private static void Vandalise(SimulatedMachine machine, Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            ref var page = ref machine.CommandPageOf((uint)random.Next(1, (int)HostileMachine.Vps + 1));
            var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref page, 1));
            // The command word is the driver's to choose, or nothing but unknown commands would ever run.
            var start = random.Next(4, bytes.Length);
            random.NextBytes(bytes.Slice(start, random.Next(Math.Min(64, bytes.Length - start) + 1)));
            if (random.Next(4) == 0)
            {
                // Plausible requests reach further in than noise.
                page.Registers.Request.Count = (ushort)random.Next(34);
                page.CpuContext.FxState.Mxcsr &= 0xffff;
            }

            if (random.Next(64) == 0)
            {
                Thread.Yield();
            }
        }
    }
}
