using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>What GET_VP_REGISTERS and SET_VP_REGISTERS have in common: a call over any number of registers, 31 a command.</summary>
/// <typeparam name="TResult">What comes of the call.</typeparam>
/// <param name="vp">The VP.</param>
/// <param name="command">The command.</param>
internal abstract class RegisterCommand<TResult>(SidecarVp vp, SidecarCommand command) : VpOperation<TResult>(vp)
{
    /// <summary>A status that no kernel answers: if it is still there afterwards, the VP left without an answer.</summary>
    private const HvStatus Unanswered = (HvStatus)0xffff;

    private HvInputVtl _vtl;
    private int _total;
    private int _done;
    private int _count;

    /// <summary>Puts registers of the call on the page.</summary>
    /// <param name="registers">The page's.</param>
    /// <param name="first">The first of the call's that goes there.</param>
    protected abstract void Put(Span<HvRegisterAssoc> registers, int first);

    /// <summary>Takes registers of the call from the page.</summary>
    /// <param name="registers">The page's, which the other side may change: to be read once.</param>
    /// <param name="first">The first of the call's that is there.</param>
    protected abstract void Take(ReadOnlySpan<HvRegisterAssoc> registers, int first);

    protected void Begin(int total, HvInputVtl vtl)
    {
        _total = total;
        _done = 0;
        _vtl = vtl;
        Fill(ref Vp.Pages.Command);
        Launch();
    }

    protected bool TryEnter() => TryEnter((uint)command);

    public sealed override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        var status = page.Registers.Request.Status;
        if (status == Unanswered)
        {
            throw CommandErrors.Abandoned(Vp.Index, Command);
        }

        if (status != HvStatus.Success)
        {
            throw CommandErrors.Hypervisor(Vp.Index, Command, _count == 1 ? NameOf(ref page) : $"registers {_done + 1} to {_done + _count} of {_total}", status);
        }

        Take(((ReadOnlySpan<HvRegisterAssoc>)page.Registers.Regs)[.._count], _done);
        _done += _count;
        if (_done == _total)
        {
            return true;
        }

        Fill(ref page);
        return false;
    }

    private static string NameOf(ref CommandPage page) => page.Registers.Regs[0].Name.ToString();

    private void Fill(ref CommandPage page)
    {
        _count = Math.Min(_total - _done, SidecarLimits.MaxGetSetVpRegisters);
        page.Registers.Request = new() { Count = (ushort)_count, TargetVtl = _vtl, Status = Unanswered };
        Put(((Span<HvRegisterAssoc>)page.Registers.Regs)[.._count], _done);
    }
}
