using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>What fails, in whose words, and that the VP serves on.</summary>
internal static class RefusalSteps
{
    private const uint Vectors = 32;
    private const ulong Unmapped = 0x1234_5678_9000;
    private const ulong NonCanonical = 0x8000_0000_0000_0000;

    /// <summary>The first number that is neither the kernel's nor a handler's.</summary>
    private const uint UnusedKernelCommand = 5;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        var vps = suite.Vps;
        await suite.StepAsync("handler-errors", () => HandlerErrorsAsync(vps[0]));
        await suite.StepAsync("faults", () => FaultsAsync(vps));
        await suite.StepAsync("every-vector", () => VectorsAsync(vps));
        await suite.StepAsync("unknown-commands", () => UnknownAsync(vps[0]));
        await suite.StepAsync("too-large", () => TooLargeAsync(vps[0]));
    }

    private static async Task<string> HandlerErrorsAsync(SidecarVp vp)
    {
        await RefusalWork.TooLargeSumAsync(vp);
        await SaysAsync(vp, "sum takes at most 64 values", () => vp.CallSumAsync(new Sum.Request { ValueCount = 65 }).AsTask());
        await SaysAsync(vp, "sha256 takes at most 1,020 bytes", () => vp.CallSha256Async(new HashPayload.Request { DataLength = uint.MaxValue }).AsTask());
        await SaysAsync(vp, "primes goes up to 2^40", () => vp.CallPrimesAsync(new Primes.Request { To = ulong.MaxValue }).AsTask());
        await SaysAsync(vp, "a key has 1 to 32 bytes", () => vp.CallKvGetAsync(default).AsTask());
        await SaysAsync(vp, "a value has at most 96 bytes", () => vp.CallKvPutAsync(new KeyValueStore.PutRequest { KeyLength = 1, ValueLength = 97 }).AsTask());
        await SaysAsync(vp, "fault takes a kind", () => vp.CallFaultAsync(new Fault.Request { Kind = Fault.Kind.Raise, Value = Vectors }).AsTask());
        await HandlerWork.SumAsync(vp, new Random(1));
        return "six handlers refuse in their own words, and the VP serves on";
    }

    private static async Task SaysAsync(SidecarVp vp, string text, Func<Task> call)
    {
        var error = await Refusals.OfAsync(SidecarErrorKind.Command, $"what \"{text}\" is for", call);
        Steps.Expect(error.CommandText?.Contains(text, StringComparison.Ordinal) == true && error.VpIndex == vp.Index, $"{vp} says \"{error.CommandText}\", not \"{text}\"");
    }

    private static async Task<string> FaultsAsync(SidecarVp[] vps)
    {
        (Fault.Kind Kind, ulong Value, uint Vector)[] faults =
        [
            (Fault.Kind.Divide, 0, 0), (Fault.Kind.Write, 0, 14), (Fault.Kind.Write, Unmapped, 14), (Fault.Kind.Write, NonCanonical, 13),
            (Fault.Kind.WriteText, 0, 14), (Fault.Kind.Index, 4, 6), (Fault.Kind.OverflowStack, 0, 8),
        ];
        foreach (var (kind, value, vector) in faults)
        {
            await Task.WhenAll(vps.Select(vp => RefusalWork.FaultAsync(vp, kind, value, vector))).WaitAsync(Until.Patience);
        }

        await Task.WhenAll(vps.Select(vp => HandlerWork.SumAsync(vp, new Random(1)))).WaitAsync(Until.Patience);
        return $"{faults.Length} ways to fault on {vps.Length} VPs: the errors name handler, vector and address, and the VPs serve on";
    }

    private static async Task<string> VectorsAsync(SidecarVp[] vps)
    {
        await Task.WhenAll(vps.Select(async vp =>
        {
            for (var vector = 0u; vector < Vectors; vector++)
            {
                await RefusalWork.FaultAsync(vp, Fault.Kind.Raise, vector, vector);
                await vp.TestAsync();
            }
        })).WaitAsync(Until.Patience);
        return $"vectors 0 to {Vectors - 1} raised on {vps.Length} VPs, each still serving";
    }

    private static async Task<string> UnknownAsync(SidecarVp vp)
    {
        await RefusalWork.UnknownAsync(vp, UnusedKernelCommand);
        await RefusalWork.UnknownAsync(vp, uint.MaxValue);
        return await RefusalWork.UnknownAsync(vp, 0x7fff_ffff);
    }

    /// <summary>What does not fit the command page is refused before anything is sent.</summary>
    private static async Task<string> TooLargeAsync(SidecarVp vp)
    {
        await Refusals.ByAsync<ArgumentException>("a request of 1,025 bytes", () => vp.ExecuteAsync(HandlerNumbers.Echo, new byte[1025], default).AsTask());
        await Refusals.ByAsync<ArgumentException>("a response of 1,025 bytes", () => vp.ExecuteAsync(HandlerNumbers.Echo, default, new byte[1025]).AsTask());
        await Refusals.ByAsync<ArgumentException>("a request type of 1,025 bytes", () => vp.SendAsync(HandlerNumbers.Echo, default(TooLarge)).AsTask());
        var response = new byte[1024];
        await vp.ExecuteAsync(HandlerNumbers.Echo, Enumerable.Repeat((byte)7, 1024).ToArray(), response);
        Steps.Expect(response.All(item => item == 7), $"{vp} does not echo 1,024 bytes");
        return "1,025 bytes are refused here, 1,024 go both ways";
    }

    [InlineArray(1025)]
    private struct TooLarge
    {
        private byte _first;
    }
}
