using System;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>VTL0's memory: all of it, and no more.</summary>
internal static class MemorySteps
{
    private const ulong PageSize = 4096;

    /// <summary>Plays them.</summary>
    public static Task PlayAsync(ClientStage suite) => suite.GuestStepAsync("guest-memory", _ => Task.FromResult(Look(suite.Stage)));

    private static string Look(Stage stage)
    {
        using var memory = GuestMemory.Open();
        using var other = GuestMemory.Open();
        foreach (var range in memory.Ranges)
        {
            var last = range.Start + range.Length - sizeof(ulong);
            foreach (var address in new[] { range.Start, last })
            {
                memory.Write(address, address);
                Steps.Expect(other.Read<ulong>(address) == address, $"guest memory at 0x{address:x} is 0x{other.Read<ulong>(address):x} in another mapping");
            }

            RefusedAt(memory, last + 1, sizeof(ulong));
            RefusedAt(memory, range.Start - 1, 1);
            RefusedAt(memory, range.Start, checked((int)range.Length) + 1);
        }

        RefusedAt(memory, ulong.MaxValue, 1);
        foreach (var name in new[] { "vtl2_address", "hypervisor_address", "unmapped_address" })
        {
            NotMapped(stage.Linux.Vtl0Address(name));
        }

        var end = memory.Ranges[^1].Start + memory.Ranges[^1].Length;
        NotMapped(end);
        memory.Dispose();
        try
        {
            memory.Read<byte>(memory.Ranges[0].Start);
        }
        catch (ObjectDisposedException)
        {
            return $"{string.Join(" and ", memory.Ranges)}: first and last bytes, and nothing of VTL2's, the hypervisor's or beyond";
        }

        throw new StepException("memory was read after it was disposed");
    }

    private static void RefusedAt(GuestMemory memory, ulong address, int length)
    {
        try
        {
            memory.Span(address, length);
        }
        catch (ArgumentOutOfRangeException)
        {
            return;
        }

        throw new StepException($"{length} bytes at 0x{address:x} are taken for the guest's");
    }

    /// <summary>The driver maps nothing but VTL0's memory, whatever a program says that is.</summary>
    private static void NotMapped(ulong address)
        => Refusals.Of(SidecarErrorKind.Device, $"a mapping of 0x{address:x}", () => GuestMemory.Open(new GuestMemoryOptions { Ranges = [new(address & ~(PageSize - 1), PageSize)] }).Dispose());
}
