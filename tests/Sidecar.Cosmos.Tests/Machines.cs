using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using Shouldly;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Trace;

namespace Sidecar.Cosmos.Tests;

/// <summary>Machines as most tests want them, and what they read from them.</summary>
internal static class Machines
{
    /// <summary>Pages that the samples' state needs.</summary>
    public static readonly uint StatePages = (uint)((HandlerTable.StateSize + 4095) / 4096);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>A machine of one node with the samples' handlers, not started.</summary>
    public static SimulatedMachine Create(uint vps = 1, bool hypervisor = false, Func<MachineOptions, MachineOptions>? change = null)
    {
        var options = new MachineOptions { Nodes = MachineOptions.Consecutive(vps + 1), Hypervisor = hypervisor, HandlerStatePages = StatePages };
        return SimulatedMachine.Create<HandlerTable>(change is null ? options : change(options));
    }

    /// <summary>As <see cref="Create"/>, and started.</summary>
    public static SimulatedMachine Started(uint vps = 1, bool hypervisor = false, Func<MachineOptions, MachineOptions>? change = null)
    {
        var machine = Create(vps, hypervisor, change);
        machine.Start().ShouldBeTrue(machine.StartError);
        return machine;
    }

    /// <summary>The state trace of all VPs.</summary>
    public static string Trace(this SimulatedMachine machine) => VpTrace.TextOf<HandlerCatalog>(machine);

    /// <summary>The error text on a VP's command page.</summary>
    public static string Error(this VpClient<ProcessorMemory, SimulatedHost> vp) => Encoding.UTF8.GetString(vp.Page.Error.Text);

    /// <summary>Writes a status byte and rings, as a host without the node protocol would.</summary>
    public static void Order(this SimulatedMachine machine, uint vp, CpuStatus status)
    {
        Interlocked.Exchange(ref machine.StatusOf(vp), (byte)status);
        machine.Interrupt(vp);
    }

    /// <summary>Waits for a status byte.</summary>
    public static void AwaitStatus(this SimulatedMachine machine, uint vp, CpuStatus status)
        => Await(() => Volatile.Read(ref machine.StatusOf(vp)) == (byte)status, $"VP {vp} to show {status}");

    /// <summary>Waits for anything.</summary>
    public static void Await(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(s_patience, $"waiting for {what}");
            Thread.Yield();
        }
    }

    /// <summary>Checks that a VP serves: it adds two numbers.</summary>
    public static void ShouldServe(this SimulatedMachine machine, uint vpIndex)
    {
        var vp = machine.Claim(vpIndex);
        vp.ShouldAdd();
        vp.Release().ShouldBeTrue();
    }

    /// <summary>Checks that a claimed VP serves.</summary>
    public static void ShouldAdd(this ref VpClient<ProcessorMemory, SimulatedHost> vp)
    {
        var request = new Sum.Request { ValueCount = 2 };
        request.Values[0] = 20;
        request.Values[1] = 22;
        HandlerCalls.TrySum(ref vp, in request, out var response).ShouldBeTrue($"{vp.Outcome.Kind} {vp.Error()}");
        response.Total.ShouldBe(42);
    }
}
