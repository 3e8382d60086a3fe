using System;
using System.Threading;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Xunit;

namespace Sidecar.Cosmos.Tests.Hostile;

/// <summary>A host that writes anything to the control page at any time, and rings at random.</summary>
public class ControlPageFuzzTests
{
    private const int Steps = 2000;

    /// <summary>Seeds by way of starting and whether removals are among the lies.</summary>
    public static TheoryData<int, bool, bool> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, bool, bool>();
            for (var seed = 0; seed < 40; seed++)
            {
                seeds.Add(seed, seed % 2 == 0, seed % 4 > 1);
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_lie_on_the_control_page_hangs_or_kills_a_VP(int seed, bool hypervisor, bool removals)
    {
        using var machine = HostileMachine.Start(hypervisor, seed);
        var random = new Random(seed);
        for (var step = 0; step < Steps; step++)
        {
            Lie(machine, random, removals);
        }

        HostileMachine.ShouldHaveSurvived(machine, removals);
    }

    private static void Lie(SimulatedMachine machine, Random random, bool removals)
    {
        var vp = (uint)random.Next(1, (int)HostileMachine.Vps + 1);
        ref var control = ref machine.ControlPageOf(0);
        switch (random.Next(10))
        {
            case 0:
                control.ResponseCpu = (uint)random.Next(-1, 16);
                control.ResponseVector = (uint)random.Next(-300, 300);
                break;
            case 1:
                control.CpuCount = (uint)random.Next();
                control.BaseCpu = (uint)random.Next();
                control.RequestVector = (uint)random.Next();
                control.NeedsAttention = (uint)random.Next();
                break;
            case 2:
                machine.Interrupt(vp, (byte)random.Next(0x20, 0x100));
                break;
            case 3:
                Thread.Yield();
                break;
            case 4:
                machine.CommandPageOf(vp).Command = (SidecarCommand)random.Next(6);
                break;
            default:
                Volatile.Write(ref machine.StatusOf(vp), Status(random, removals));
                if (random.Next(3) != 0)
                {
                    machine.Interrupt(vp);
                }

                break;
        }
    }

    private static byte Status(Random random, bool removals)
    {
        var status = random.Next(12) switch
        {
            < 5 => (byte)CpuStatus.RUN,
            < 7 => (byte)CpuStatus.STOP,
            7 => (byte)CpuStatus.IDLE,
            8 => (byte)CpuStatus.REMOVED,
            _ => (byte)random.Next(256),
        };
        return status == (byte)CpuStatus.REMOVE && (!removals || random.Next(50) != 0) ? (byte)CpuStatus.RUN : status;
    }
}
