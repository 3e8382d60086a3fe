using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Node;

/// <content>OpenHCL's commands.</content>
public partial struct VpClient<TMemory, THost>
{
    /// <summary>Sees whether the VP answers at all (NONE).</summary>
    public bool Test() => Execute((uint)SidecarCommand.NONE);

    /// <summary>
    /// Runs the guest on this VP until it is intercepted, until another thread stops it, or until the client's time is up, when it is stopped here. The
    /// registers go in and come out through <see cref="Page"/>. False on an error or when the VP does not obey the stop.
    /// </summary>
    /// <param name="intercepted">True when there is an intercept message on the page; false when a stop ended the run.</param>
    public bool RunVp(out bool intercepted)
    {
        intercepted = false;
        if (!Begin((uint)SidecarCommand.RUN_VP))
        {
            return false;
        }

        if (!End(_timeout) && Outcome.Kind == CommandOutcomeKind.NotFinished && Outcome.Wait == WaitResult.TimedOut)
        {
            // For a guest, time over is an ordinary end.
            Stop();
            End(_timeout);
        }

        intercepted = Outcome.IsSuccess && Page.RunResponse.Intercept != 0;
        return Outcome.IsSuccess;
    }

    /// <summary>Reads registers, as many commands as it takes at 31 registers each.</summary>
    /// <param name="vtl">Whose.</param>
    /// <param name="names">Which.</param>
    /// <param name="values">Their values, at least as many; beyond those of a command that failed, undefined.</param>
    public bool GetRegisters(HvInputVtl vtl, scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values)
    {
        if (values.Length < names.Length)
        {
            Outcome = CommandOutcome.BadArgument;
            return false;
        }

        Outcome = CommandOutcome.Succeeded;
        return KernelCommands.GetRegisters(ref this, vtl, names, values, out var status) || Fail(status);
    }

    /// <summary>Writes registers, as many commands as it takes at 31 registers each.</summary>
    /// <param name="vtl">Whose.</param>
    /// <param name="registers">Names and values. Those before one that is refused are written.</param>
    public bool SetRegisters(HvInputVtl vtl, scoped ReadOnlySpan<HvRegisterAssoc> registers)
    {
        Outcome = CommandOutcome.Succeeded;
        return KernelCommands.SetRegisters(ref this, vtl, registers, out var status) || Fail(status);
    }

    /// <summary>Translates a guest's virtual page.</summary>
    /// <param name="virtualPage">Page number.</param>
    /// <param name="flags">What to check, and as whom.</param>
    /// <param name="output">The translation; zero when the result is false.</param>
    public bool TranslateGva(ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 output)
        => KernelCommands.TranslateGva(ref this, virtualPage, flags, out output, out var status) || Fail(status);

    /// <inheritdoc/>
    /// <remarks>If a late command still has the page, the outcome says so.</remarks>
    public bool MayFillPage()
    {
        if (_node.SlotOf(NodeCpuIndex).Phase == VpPhase.Claimed)
        {
            return true;
        }

        Outcome = CommandOutcome.NotStarted(StartResult.Busy);
        return false;
    }

    /// <summary>Always false: a command did not succeed. Why it was not carried out has been said; what the hypervisor refused has not.</summary>
    private bool Fail(HvStatus status)
    {
        if (status != HvStatus.Success)
        {
            Outcome = CommandOutcome.FromHypervisor(status);
        }

        return false;
    }
}
