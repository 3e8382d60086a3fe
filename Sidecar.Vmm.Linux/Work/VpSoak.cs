using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>A soak's commands on one VP, one after the other. What each does follows from the seed and the VP alone.</summary>
/// <param name="vp">The VP.</param>
/// <param name="vtl0">VTL0; null when there is none.</param>
/// <param name="seed">Where random numbers begin.</param>
internal sealed class VpSoak(SidecarVp vp, Vtl0? vtl0, int seed)
{
    private const int MostRunsOnLinux = 20;
    private readonly Random _random = new(unchecked((seed * 1031) + (int)vp.Index));
    private readonly StoreWork _store = new(vp);
    private readonly long[] _counts = new long[Enum.GetValues<SoakKind>().Length];

    /// <summary>The VP.</summary>
    public SidecarVp Vp => vp;

    /// <summary>Its guest; null when there is no VTL0.</summary>
    public TinyGuest? Guest { get; } = vtl0 is null ? null : new TinyGuest(vp, vtl0);

    /// <summary>Commands, and answers.</summary>
    public WorkCount Count { get; } = new();

    /// <summary>Runs of the guest to its exit.</summary>
    public long Asked { get; private set; }

    /// <summary>Of these, on Linux's own CPU.</summary>
    public long AskedOnLinux { get; private set; }

    /// <summary>Commands of a kind.</summary>
    public long CountOf(SoakKind kind) => _counts[(int)kind];

    /// <summary>Gives the VP its commands.</summary>
    /// <param name="commands">How many, about: a conversion is several.</param>
    /// <exception cref="StepException">An answer was not right.</exception>
    public async Task PlayAsync(int commands)
    {
        Guest?.Load();
        await _store.ClearAsync();
        while (Count.Started < commands)
        {
            var kind = SoakMix.Choose(_random.Next(SoakMix.Parts), Guest is not null);
            _counts[(int)kind]++;
            if (kind == SoakKind.Conversion)
            {
                await ConvertAsync();
            }
            else
            {
                await Count.CountAsync(() => OnceAsync(kind));
            }
        }
    }

    private Task OnceAsync(SoakKind kind) => kind switch
    {
        SoakKind.Sum => HandlerWork.SumAsync(vp, _random),
        SoakKind.Echo => HandlerWork.EchoAsync(vp, _random),
        SoakKind.Hash => HandlerWork.HashAsync(vp, _random),
        SoakKind.Store => _store.NextAsync(_random),
        SoakKind.Primes => HandlerWork.PrimesAsync(vp, _random),
        SoakKind.Stream => StoppedAsync(stop => HandlerWork.StreamAsync(vp, (ulong)_random.Next(100_000), (ulong)_random.Next(), stop)),
        SoakKind.Search => StoppedAsync(stop => HandlerWork.SearchAsync(vp, stop)),
        SoakKind.Refusal => RefuseAsync(),
        SoakKind.Registers => RegisterWork.ThereAndBackAsync(vp, _random),
        SoakKind.Run => AskAsync(),
        SoakKind.StoppedRun => StoppedAsync(SpinAsync),
        _ => vp.TestAsync().AsTask(),
    };

    /// <summary>A command that is stopped at a random moment, often before the VP has taken it.</summary>
    private async Task StoppedAsync(Func<CancellationToken, Task> command)
    {
        using var stop = new CancellationTokenSource();
        var moment = _random.Next(8);
        var running = command(stop.Token);
        if (moment == 0)
        {
            // Few: on an emulated machine, whose CPUs take turns, this costs a turn of the VP.
            await Task.Delay(1);
        }
        else if (moment > 4)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
    }

    private Task RefuseAsync() => _random.Next(4) switch
    {
        0 => RefusalWork.TooLargeSumAsync(vp),
        1 => RefusalWork.UnknownAsync(vp, 0x7fff_0000 + (uint)_random.Next(0x1_0000)),
        2 => RefusalWork.FaultAsync(vp, Fault.Kind.Divide, 0, 0),
        _ => RefusalWork.FaultAsync(vp, Fault.Kind.Write, 0, 14),
    };

    private async Task AskAsync()
    {
        await Guest!.AskAsync();
        Asked++;
    }

    private async Task SpinAsync(CancellationToken stop)
    {
        await Guest!.PrepareAsync(TinyGuest.SpinAddress);
        await Guest.SpinAsync(stop);
    }

    private async Task ConvertAsync()
    {
        await Count.CountAsync(vp.ConvertAsync);
        if (Guest is not null)
        {
            var times = _random.Next(1, MostRunsOnLinux + 1);
            await Count.CountAsync(() => BoundThread.RunAsync(vp.Index, () => LocalRuns.Ask(vp, Guest, times)));
            Asked += times;
            AskedOnLinux += times;
        }

        await Count.CountAsync(vp.GiveBackAsync);
        _store.Forget();
    }
}
