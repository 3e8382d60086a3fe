using System;
using System.IO;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Companions;

/// <summary>Has a VP, and lets go of it when it is told to.</summary>
internal static class HoldingCompanion
{
    /// <summary>What it says when it has let go.</summary>
    public const string Released = "released";

    /// <summary>Does so, and uses the VP while it has it.</summary>
    /// <param name="index">The VP.</param>
    /// <param name="output">Where it says how far it is.</param>
    public static async Task RunAsync(uint index, TextWriter output)
    {
        await using var client = SidecarClient.Open();
        var vp = client[index];
        vp.Claim();
        output.WriteLine(Companion.Ready);
        Console.In.ReadLine();
        await HandlerWork.SumAsync(vp, new Random((int)index));
        vp.Release();
        output.WriteLine(Released);
        Console.In.ReadLine();
    }
}
