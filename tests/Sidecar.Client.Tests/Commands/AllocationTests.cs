using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Alone, because what the whole process allocates is counted.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTestsAlone;

/// <summary>What a call allocates, on all threads: nothing.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int WarmUp = 5_000;
    private const int Calls = 20_000;
    private const int Attempts = 5;

    [Fact]
    public async Task A_run_allocates_nothing() => await MeasureAsync("a run", static vp => Ignore(vp.RunAsync()));

    [Fact]
    public async Task A_run_with_a_token_allocates_nothing()
    {
        using var source = new CancellationTokenSource();
        await MeasureAsync("a run with a token", vp => Ignore(vp.RunAsync(source.Token)));
    }

    [Fact]
    public async Task Other_calls_allocate_nothing()
    {
        var names = new HvRegisterName[40];
        var values = new HvRegisterValue[40];
        var registers = new HvRegisterAssoc[40];
        await MeasureAsync("NONE", static vp => vp.TestAsync());
        await MeasureAsync("40 registers read", vp => vp.GetRegistersAsync(names, values));
        await MeasureAsync("40 registers written", vp => vp.SetRegistersAsync(registers));
        await MeasureAsync("one register", static vp => Ignore(vp.GetRegisterAsync(HvRegisterName.Rip)));
        await MeasureAsync("a translation", static vp => Ignore(vp.TranslateAsync(0x1000)));
        await MeasureAsync("a handler's call", static vp => Ignore(vp.CallSumAsync(default)));
        await MeasureAsync("a handler's call without a request", static vp => Ignore(vp.CallKvCountAsync()));
    }

    /// <summary>Awaits a call's result without a task of its own.</summary>
    private static Awaited<T> Ignore<T>(ValueTask<T> task) => new(task);

    private Task MeasureAsync<T>(string what, Func<SidecarVp, Awaited<T>> call) => MeasureAsync(what, async (vp, count) =>
    {
        for (var number = 0; number < count; number++)
        {
            await call(vp).Task;
        }
    });

    private Task MeasureAsync(string what, Func<SidecarVp, ValueTask> call) => MeasureAsync(what, async (vp, count) =>
    {
        for (var number = 0; number < count; number++)
        {
            await call(vp);
        }
    });

    private async Task MeasureAsync(string what, Func<SidecarVp, int, Task> loop)
    {
        var device = new ScriptedDevice { Records = false };
        await using var client = SidecarClient.Open([device]);
        var intercept = Answers.Intercept(device);
        device.OnStart = cpu =>
        {
            ref var page = ref device.PageOf(cpu);
            switch (page.Command)
            {
                case SidecarCommand.RUN_VP:
                    return intercept(cpu);

                case SidecarCommand.GET_VP_REGISTERS or SidecarCommand.SET_VP_REGISTERS:
                    page.Registers.Request.Status = HvStatus.Success;
                    break;

                case SidecarCommand.TRANSLATE_GVA:
                    page.TranslateResponse = default;
                    break;
            }

            device.Complete(cpu);
            return Errno.None;
        };
        await loop(client[1], WarmUp);
        var least = long.MaxValue;
        // The runtime allocates too, while it compiles what has become hot.
        for (var attempt = 0; attempt < Attempts && least >= Calls; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            await loop(client[1], Calls);
            var seconds = watch.Elapsed.TotalSeconds;
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            output.WriteLine($"{what}: {(double)least / Calls:0.###} bytes, {Calls / seconds:0} a second");
        }

        // A single object a call would be 24 bytes times as many.
        least.ShouldBeLessThan(Calls);
    }

    private readonly record struct Awaited<T>(ValueTask<T> Task);
}
