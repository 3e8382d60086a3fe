using System.Buffers.Binary;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Loading;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>What a guest of the kind <c>compute</c> has counted, as the VMM sees it in its memory.</summary>
internal static class ComputeCount
{
    /// <summary>Bytes from one VP's count to the next (docs/guests.md, "compute").</summary>
    private const ulong Stride = 64;

    /// <summary>The count of a VP.</summary>
    /// <exception cref="StepException">There is no memory for it.</exception>
    public static ulong Of(GuestVp vp)
        => vp.Vtl0.Memory.TryMap(vp.Vtl0.Memory.Block.Start + GuestLayout.Shared + (Stride * vp.Vp.Index), sizeof(ulong), out var bytes)
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            : throw new StepException($"{vp.Vp}'s count is not in the guest's memory");
}
