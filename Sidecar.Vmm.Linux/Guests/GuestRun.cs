using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>One guest on any number of VPs at once.</summary>
/// <param name="vtl0">VTL0.</param>
/// <param name="policy">What becomes of a VP when its guest needs the VMM.</param>
internal sealed class GuestRun(Vtl0 vtl0, ConversionPolicy policy)
{
    private static readonly Lock s_console = new();
    private GuestVp[] _vps = [];

    /// <summary>The guest on each VP.</summary>
    public IReadOnlyList<GuestVp> Vps => _vps;

    /// <summary>Exits that were handled, as the end of a sentence; nothing when there were none.</summary>
    public string Exits
    {
        get
        {
            var counts = Enum.GetValues<GuestExitKind>().Select(kind => (Kind: kind, Count: _vps.Sum(vp => vp.State.ExitsOf(kind)))).Where(exits => exits.Count > 0);
            var text = string.Join(", ", counts.Select(exits => $"{exits.Count} {Encoding.UTF8.GetString(GuestText.Name(exits.Kind))}"));
            return text.Length == 0 ? "" : $"; exits: {text}";
        }
    }

    /// <summary>Loads a guest and puts VPs to its first instruction.</summary>
    /// <param name="name">Its name, without the ending.</param>
    /// <param name="argument">For the guest.</param>
    /// <param name="vps">The VPs; idle.</param>
    /// <exception cref="StepException">It cannot be loaded, or a VP does not take it.</exception>
    public void Prepare(string name, ulong argument, IReadOnlyList<SidecarVp> vps)
    {
        vtl0.Load(name, argument);
        var count = (uint)Math.Min(vps.Count, GuestLayout.MaxVps);
        _vps = [.. vps.Take((int)count).Select(vp => new GuestVp(vp, vtl0, Print))];
        for (var ordinal = 0u; ordinal < count; ordinal++)
        {
            Steps.Expect(_vps[ordinal].Prepare(ordinal, count), $"{_vps[ordinal].Text}");
        }
    }

    /// <summary>Runs the guest on until it has ended everywhere, or is stopped.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(_vps.Select(vp => vp.RunAsync(policy, cancellation)));

    /// <summary>Gives the CPUs that went to Linux back to the sidecar. Returns how many they were.</summary>
    public async Task<int> ReturnAsync()
    {
        var moved = _vps.Where(vp => vp.IsLocal).ToArray();
        foreach (var vp in moved)
        {
            await vp.ReturnAsync();
        }

        return moved.Length;
    }

    private static void Print(string line)
    {
        lock (s_console)
        {
            Console.WriteLine(line);
        }
    }
}
