using System;
using System.Threading;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <summary>
/// A VP for a program that waits: a command's end is waited for on the calling thread, and the generated <c>HandlerCalls.Try…</c> work over it. It has the VP to itself from
/// <see cref="SidecarVp.OpenChannel"/> to <see cref="Dispose"/>. Not for several threads at once, except that any may call <see cref="SidecarVp.Stop"/>.
/// </summary>
/// <remarks>A command of the kernel's own that takes longer than <see cref="SidecarOptions.CommandTimeout"/> is stopped; any other takes as long as it takes, until it is stopped.</remarks>
public readonly struct SidecarChannel : ICommandChannel, IDisposable
{
    private readonly ChannelCall _call;

    internal SidecarChannel(SidecarVp vp, bool isLocal)
    {
        _call = new ChannelCall(vp, isLocal);
        _call.Enter();
    }

    /// <summary>The VP.</summary>
    public SidecarVp Vp => _call.Vp;

    /// <summary>Why the last call was false; null when it was true.</summary>
    public SidecarException? Error => _call.Error;

    /// <inheritdoc/>
    public bool MayFillPage() => Vp.Slot.IsHeldBy(_call);

    /// <inheritdoc/>
    public Span<byte> Payload => Vp.Pages.Command.Payload;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Execute(uint command) => _call.Execute(command);

    /// <summary>Runs the guest until something needs VTL2 or it is stopped, as <see cref="SidecarVp.RunAsync"/>. False when it was refused.</summary>
    /// <param name="result">
    /// Whether <see cref="SidecarVp.Intercept"/> says why the guest stopped. On a CPU of Linux's a run may end without an intercept though nobody asked for it, when Linux has work for the thread: run on.
    /// </param>
    /// <param name="cancellation">Stops the run. One that is cancelled already ends it as soon as it has begun.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Run(out RunResult result, CancellationToken cancellation = default)
    {
        result = default;
        ref var page = ref Vp.Pages.Command;
        if (MayFillPage())
        {
            page.RunResponse.Intercept = RunOperation.Unanswered;
        }

        if (!_call.Execute((uint)SidecarCommand.RUN_VP, cancellation))
        {
            return false;
        }

        var answer = page.RunResponse.Intercept;
        if (answer == RunOperation.Unanswered)
        {
            return _call.Fail(CommandErrors.Abandoned(Vp.Index, (uint)SidecarCommand.RUN_VP));
        }

        if (answer != 0)
        {
            Vp.Keep(in page.InterceptMessage);
        }

        result = new RunResult(answer != 0);
        return true;
    }

    /// <summary>Reads registers, as many commands as it takes at 31 registers each. False when one was refused.</summary>
    /// <param name="names">Which.</param>
    /// <param name="values">Their values, at least as many; undefined when the call fails.</param>
    /// <param name="vtl">Whose.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool GetRegisters(ReadOnlySpan<HvRegisterName> names, Span<HvRegisterValue> values, Vtl vtl = Vtl.Vtl0)
    {
        if (values.Length < names.Length)
        {
            throw new ArgumentException($"there are {names.Length} names and room for {values.Length} values; as many would do", nameof(values));
        }

        var channel = this;
        return KernelCommands.GetRegisters(ref channel, HvInputVtl.FromVtl((byte)vtl), names, values, out var status) || Refused(SidecarCommand.GET_VP_REGISTERS, "registers", status);
    }

    /// <summary>Writes registers, as many commands as it takes at 31 registers each. False when one was refused; those before it are written.</summary>
    /// <param name="registers">Names and values, in order.</param>
    /// <param name="vtl">Whose.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool SetRegisters(ReadOnlySpan<HvRegisterAssoc> registers, Vtl vtl = Vtl.Vtl0)
    {
        var channel = this;
        return KernelCommands.SetRegisters(ref channel, HvInputVtl.FromVtl((byte)vtl), registers, out var status) || Refused(SidecarCommand.SET_VP_REGISTERS, "registers", status);
    }

    /// <summary>Translates an address of the guest's by its page tables. False when that was refused; that the guest has nothing there is in the result.</summary>
    /// <param name="address">Guest virtual address.</param>
    /// <param name="translation">The answer.</param>
    /// <param name="flags">What to check, and as whom; which VTL's address space is said by <paramref name="vtl"/>.</param>
    /// <param name="vtl">Whose address space.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Translate(ulong address, out Translation translation, TranslateGvaControlFlagsX64 flags = default, Vtl vtl = Vtl.Vtl0)
    {
        flags.InputVtl = HvInputVtl.FromVtl((byte)vtl);
        var channel = this;
        var succeeded = KernelCommands.TranslateGva(ref channel, address / SidecarLimits.PageSize, flags, out var output, out var status);
        translation = new Translation(address, output);
        return succeeded || Refused(SidecarCommand.TRANSLATE_GVA, "an address", status);
    }

    /// <summary>Lets others have the VP.</summary>
    public void Dispose() => Vp.Slot.Return(_call);

    /// <summary>Always false. Without a status the command itself failed, and that has been said.</summary>
    private bool Refused(SidecarCommand command, string what, HvStatus status) => status switch
    {
        HvStatus.Success => false,
        KernelCommands.Unanswered => _call.Fail(CommandErrors.Abandoned(Vp.Index, (uint)command)),
        _ => _call.Fail(CommandErrors.Hypervisor(Vp.Index, (uint)command, what, status)),
    };
}
