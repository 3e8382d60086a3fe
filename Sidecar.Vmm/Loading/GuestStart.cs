using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Loading;

/// <summary>Puts a VP to the first instruction of a guest that is loaded.</summary>
public static class GuestStart
{
    /// <summary>Sets all registers of VTL0 and makes the guest ready to run. What keeps it from that leaves the guest's state as it was.</summary>
    /// <param name="vp">A VP that runs nothing.</param>
    /// <param name="image">The guest.</param>
    /// <param name="ordinal">Which of the guest's VPs it is, from 0.</param>
    /// <param name="count">Number of the guest's VPs.</param>
    public static GuestProblem Prepare<TVp>(ref TVp vp, scoped GuestImage image, uint ordinal, uint count)
        where TVp : struct, IGuestVp, allows ref struct
    {
        if (ordinal >= GuestLayout.MaxVps)
        {
            return GuestProblem.TooManyVps;
        }

        // What was written to the register page for the guest before this one would win over what the commands set.
        vp.RegisterPage.Dirty = default;
        Span<HvRegisterAssoc> registers = stackalloc HvRegisterAssoc[GuestRegisters.Count];
        if (!vp.SetRegisters(GuestRegisters.Initial(registers, image, vp.Memory.Block.Start, ordinal)))
        {
            return GuestProblem.Command;
        }

        GuestRegisters.Initial(ref vp.CommandPage.CpuContext, image, vp.Index, count);
        vp.Guest = new GuestState { Phase = GuestPhase.Ready };
        return GuestProblem.None;
    }
}
