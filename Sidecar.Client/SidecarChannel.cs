using System;
using Sidecar.Client.Commands;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client;

/// <summary>
/// A VP for a program that waits: commands are carried out on the calling thread, one request to the driver each, and the generated <c>HandlerCalls.Try…</c> work over it. It has the VP to
/// itself from <see cref="SidecarVp.OpenChannel"/> to <see cref="Dispose"/>. Not for several threads at once, except that any may call <see cref="SidecarVp.Stop"/>.
/// </summary>
public readonly struct SidecarChannel : ICommandChannel, IDisposable
{
    private readonly Holder _holder;

    internal SidecarChannel(SidecarVp vp)
    {
        _holder = new Holder(vp);
        vp.Slot.Enter(_holder);
    }

    /// <summary>The VP.</summary>
    public SidecarVp Vp => _holder.Vp;

    /// <summary>Why the last <see cref="Execute"/> was false; null when it was true.</summary>
    public SidecarException? Error => _holder.Error;

    /// <inheritdoc/>
    public bool MayFillPage() => Vp.Slot.IsHeldBy(_holder);

    /// <inheritdoc/>
    public Span<byte> Payload => Vp.Pages.Command.Payload;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Execute(uint command)
    {
        if (!MayFillPage())
        {
            _holder.Error = CommandErrors.Busy(Vp.Index, "a command that did not end in time");
            return false;
        }

        var error = Vp.Slot.RunHere(_holder, command);
        _holder.Error = error != Errno.None ? DeviceErrors.Vp(Vp.Node.Link.Device, Vp.Index, CommandErrors.NameOf(command), error)
            : Vp.Pages.Command.HasError != 0 ? CommandErrors.Refused(Vp.Index, command, ref Vp.Pages.Command.Error)
            : null;
        return _holder.Error is null;
    }

    /// <summary>Lets others have the VP.</summary>
    public void Dispose() => Vp.Slot.Leave(_holder);

    /// <summary>What stands in the VP's slot for the channel.</summary>
    internal sealed class Holder(SidecarVp vp) : VpOperation(vp)
    {
        public SidecarException? Error { get; set; }

        public override bool Read(ref CommandPage page) => true;

        public override void Finish()
        {
        }

        public override void Fail(Exception exception)
        {
        }
    }
}
