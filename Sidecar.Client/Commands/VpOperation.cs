using System;
using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>One call of a caller's: one command, or as many as it takes. It is told what happens by the VP's <see cref="CommandSlot"/>.</summary>
/// <param name="vp">The VP.</param>
internal abstract class VpOperation(SidecarVp vp)
{
    /// <summary>The VP.</summary>
    public SidecarVp Vp { get; } = vp;

    /// <summary>The command on the page.</summary>
    public uint Command { get; protected set; }

    /// <summary>What it is called in messages.</summary>
    public virtual string Name => CommandErrors.NameOf(Command);

    /// <summary>Whether it has the page beyond its command's end, until it gives it back.</summary>
    public virtual bool KeepsPage => false;

    /// <summary>Milliseconds that a command may take before it is stopped; 0 for no bound.</summary>
    public long Timeout { get; protected set; }

    /// <summary>What ends it early.</summary>
    public CancellationToken Cancellation { get; protected set; }

    /// <summary>The command took too long and was stopped.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Takes the command's results from the page. True when that was all; false when the page holds the next command of the call.</summary>
    /// <exception cref="SidecarException">The command did not succeed.</exception>
    public abstract bool Read(ref CommandPage page);

    /// <summary>Ends the call with what was read.</summary>
    public abstract void Finish();

    /// <summary>Ends the call without a result.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Throws what the page says went wrong. Its flag is anything but 0 when it did.</summary>
    protected void ThrowIfRefused(ref CommandPage page)
    {
        if (page.HasError != 0)
        {
            throw CommandErrors.Refused(Vp.Index, Command, ref page.Error);
        }
    }
}
