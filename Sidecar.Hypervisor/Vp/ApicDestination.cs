using Sidecar.Protocol.Layout;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Vp;

/// <summary>Whom an interrupt command reaches, in x2APIC mode (Intel SDM volume 3, 11.12.9 and 11.12.10).</summary>
public static class ApicDestination
{
    private const uint Everybody = uint.MaxValue;

    /// <summary>Whether the CPU with APIC id <paramref name="target"/> is meant by a command that <paramref name="sender"/> wrote.</summary>
    public static bool Includes(ulong command, uint sender, uint target)
    {
        var icr = new Icr { Raw = command };
        return Bits.Get(command, 18, 2) switch
        {
            1 => target == sender,
            2 => true,
            3 => target != sender,
            _ => icr.X2apicMda == Everybody || (Bits.Get(command, 11) ? IncludesLogical(icr.X2apicMda, target) : icr.X2apicMda == target),
        };
    }

    /// <summary>A cluster of sixteen in the upper half, a bit for each in the lower.</summary>
    private static bool IncludesLogical(uint destination, uint target)
        => destination >> 16 == target >> 4 && (destination & (1U << (int)(target & 15))) != 0;
}
