using System;
using System.Threading;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client;

/// <summary>
/// A VP for a program that waits: a command's end is waited for on the calling thread, and the generated <c>HandlerCalls.Try…</c> work over it. It has the VP to itself from
/// <see cref="SidecarVp.OpenChannel"/> to <see cref="Dispose"/>. Not for several threads at once, except that any may call <see cref="SidecarVp.Stop"/>.
/// </summary>
public readonly struct SidecarChannel : ICommandChannel, IDisposable
{
    private readonly Call _call;

    internal SidecarChannel(SidecarVp vp)
    {
        _call = new Call(vp);
        vp.Slot.Enter(_call);
    }

    /// <summary>The VP.</summary>
    public SidecarVp Vp => _call.Vp;

    /// <summary>Why the last <see cref="Execute"/> was false; null when it was true.</summary>
    public SidecarException? Error => _call.Error;

    /// <inheritdoc/>
    public bool MayFillPage() => Vp.Slot.IsHeldBy(_call);

    /// <inheritdoc/>
    public Span<byte> Payload => Vp.Pages.Command.Payload;

    /// <inheritdoc/>
    /// <remarks>A command of the kernel's own that takes longer than <see cref="SidecarOptions.CommandTimeout"/> is stopped; any other takes as long as it takes, until it is stopped.</remarks>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Execute(uint command) => _call.Execute(command);

    /// <summary>Lets others have the VP.</summary>
    public void Dispose() => Vp.Slot.Return(_call);

    /// <summary>The channel in the VP's slot: a call that keeps the page from one command to the next.</summary>
    private sealed class Call(SidecarVp vp) : VpOperation(vp)
    {
        private readonly ManualResetEventSlim _over = new();
        private Exception? _exception;

        public SidecarException? Error { get; private set; }

        public override bool KeepsPage => true;

        public override string Name => "an open channel";

        public bool Execute(uint command)
        {
            Command = command;
            Timeout = Vp.TimeoutOf(command);
            IsOverdue = false;
            _exception = null;
            _over.Reset();
            try
            {
                if (!Vp.Slot.IsHeldBy(this))
                {
                    throw CommandErrors.Busy(Vp.Index, "a command of this channel that was given up, or the channel is closed");
                }

                Vp.Slot.Launch(this);
                _over.Wait();
                Error = _exception is null or SidecarException ? (SidecarException?)_exception : throw _exception;
            }
            catch (SidecarException exception)
            {
                Error = exception;
            }

            return Error is null;
        }

        public override bool Read(ref CommandPage page)
        {
            ThrowIfRefused(ref page);
            return true;
        }

        public override void Finish() => _over.Set();

        public override void Fail(Exception exception)
        {
            _exception = exception;
            _over.Set();
        }
    }
}
