using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Any calls by any threads at any time: each ends once, with its own result or with "busy", and every VP serves afterwards.</summary>
public sealed class ConcurrencyProperties
{
    private const int Vps = 4;

    private enum Action
    {
        Run,
        RunAndCancel,
        Sum,
        Primes,
        Register,
        ManyRegisters,
        Test,
        Stop,
        Translate,
        Drop,
    }

    [Fact]
    public async Task Each_call_ends_once_with_its_own_result_or_as_busy()
    {
        await using var sidecar = SimulatedSidecar.Boot(2, 2);
        var vps = sidecar.Client.Vps;
        foreach (var vp in vps)
        {
            var entries = 0;
            // One VP's guest is entered by one CPU only.
            sidecar.Guest(vp.Index).Code = _ => ++entries % 3 == 0 ? GuestExit.UntilInterrupt : GuestExit.Intercept(Intercepts.Halt(vp.Index));
        }

        var script = Gen.Choose(0, (Enum.GetValues<Action>().Length * Vps) - 1).ListOf().Resize(12);
        var threads = script.ListOf().Resize(5);
        Prop.ForAll(threads.ToArbitrary(), scripts =>
        {
            using var end = new CancellationTokenSource();
            var tasks = scripts.Select(one => Task.Run(() => PerformAsync(vps, one, end.Token))).ToArray();
            // Runs that nobody stops are stopped here, again and again: the next one may have begun meanwhile.
            Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMilliseconds(50)).ContinueWith(_ => end.Cancel(), TaskScheduler.Default).Wait();
            Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            foreach (var vp in vps)
            {
                while (vp.Stop())
                {
                    Thread.Yield();
                }

                vp.ShouldServeAsync().GetAwaiter().GetResult();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        sidecar.Client.Nodes.ShouldAllBe(node => node.UnexpectedCompletions == 0);
    }

    private static async Task PerformAsync(IReadOnlyList<SidecarVp> vps, IEnumerable<int> script, CancellationToken end)
    {
        foreach (var step in script)
        {
            try
            {
                await PerformAsync(vps[step % Vps], (Action)(step / Vps), step, end);
            }
            catch (SidecarException exception) when (exception.Kind == SidecarErrorKind.Busy)
            {
            }
        }
    }

    private static async Task PerformAsync(SidecarVp vp, Action action, int number, CancellationToken end)
    {
        switch (action)
        {
            case Action.Run:
                var result = await vp.RunAsync(end);
                (result.IsIntercepted ^ result.IsStopped).ShouldBeTrue();
                break;

            case Action.RunAndCancel:
                using (var source = CancellationTokenSource.CreateLinkedTokenSource(end))
                {
                    var run = vp.RunAsync(source.Token);
                    _ = Task.Run(source.Cancel, CancellationToken.None);
                    await run;
                }

                break;

            case Action.Sum:
                (await vp.CallSumAsync(Serving.Addition(number, 7), CancellationToken.None)).Total.ShouldBe(number + 7);
                break;

            case Action.Primes:
                var primes = await vp.CallPrimesAsync(new Primes.Request { From = 0, To = 1000 }, CancellationToken.None);
                (primes.Stopped || primes.Count == 168).ShouldBeTrue();
                break;

            case Action.Register:
                await vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Lstar, vp.Index) });
                break;

            case Action.ManyRegisters:
                var values = new HvRegisterValue[70];
                await vp.GetRegistersAsync(Enumerable.Repeat(HvRegisterName.VsmCapabilities, 69).Append(HvRegisterName.Lstar).ToArray(), values);
                values[69].Low.ShouldBeOneOf(0ul, vp.Index);
                break;

            case Action.Test:
                await vp.TestAsync();
                break;

            case Action.Translate:
                (await vp.TranslateAsync((ulong)number << 12)).PhysicalAddress.ShouldBe((ulong)(number + 0x1000) << 12);
                break;

            case Action.Drop:
                // Nobody awaits it: the VP must not be lost with it.
                _ = vp.CallSumAsync(Serving.Addition(1), CancellationToken.None);
                break;

            default:
                vp.Stop();
                break;
        }
    }
}
