using System;
using System.Threading;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <summary>
/// One VP of the sidecar. It has one command at a time: a call while another one's is under way fails at once with <see cref="SidecarErrorKind.Busy"/>, so nobody waits behind a guest that
/// may run for ever; whoever shares a VP between threads orders the calls. All members may be called by any thread. A call that failed leaves the VP usable, unless it
/// is gone or does not answer.
/// </summary>
public sealed partial class SidecarVp
{
    private InterceptMessage _intercept;

    internal SidecarVp(SidecarNode node, uint index, VpPages pages)
    {
        Node = node;
        Index = index;
        Pages = pages;
        Slot = new CommandSlot(node.Link, index, node.Options.StopTimeout);
    }

    /// <summary>The VP's index in the machine, which is also its CPU number in Linux.</summary>
    public uint Index { get; }

    /// <summary>The node.</summary>
    public SidecarNode Node { get; }

    /// <summary>Whether the command page is the VP's at this moment: a command is under way.</summary>
    public bool IsRunning => Slot.IsRunning;

    /// <summary>How far a handler says it is, in units of its own, while it runs and after it.</summary>
    public ulong Progress => Volatile.Read(ref Pages.Command.Reserved[0]);

    /// <summary>
    /// Why the guest stopped, when the last run was intercepted: a copy from the end of that run, which later commands leave alone and the next run that is intercepted replaces.
    /// </summary>
    public ref readonly InterceptMessage Intercept => ref _intercept;

    /// <summary>
    /// The guest's general registers (but RSP), CR2, x87 and SSE, on the command page: what the next run begins with, what the last one left. It is memory that the VP and everybody with
    /// the device open can change. Not to be used beyond the next command.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way, so they are the VP's.</exception>
    public ref CpuContextX64 CpuContext
    {
        get
        {
            ThrowIfRunning("CpuContext");
            return ref Pages.Command.CpuContext;
        }
    }

    /// <summary>
    /// The whole command page, for a VMM that works on it between two runs: <see cref="CpuContext"/> and what the last run left. What is said of that holds here; read once into a local, check, use the local.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way, so it is the VP's.</exception>
    public ref CommandPage CommandPage
    {
        get
        {
            ThrowIfRunning("CommandPage");
            return ref Pages.Command;
        }
    }

    /// <summary>
    /// The page on which the hypervisor shows VTL0's other registers after a run, and takes those that are marked dirty at the next: RIP, flags, segments and more without a command. It counts
    /// while its <see cref="HvX64RegisterPage.IsValid"/> is not 0: never before the first run, and never with a hypervisor that has none. What is said of <see cref="CpuContext"/> holds here.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way, so it is the hypervisor's.</exception>
    public ref HvX64RegisterPage RegisterPage
    {
        get
        {
            ThrowIfRunning("RegisterPage");
            return ref Pages.Registers;
        }
    }

    internal VpPages Pages { get; }

    internal CommandSlot Slot { get; }

    internal OperationCache Operations { get; } = new();

    /// <summary>
    /// Asks for the end of whatever command is under way or just being started, by whomever: a run ends as stopped, a handler sees the request. False when there is none. The call that
    /// started the command returns when it has ended.
    /// </summary>
    public bool Stop() => Slot.Stop();

    /// <summary>
    /// Keeps the VP for this client, so that no other program writes to its pages. The first command does so by itself; this is for whoever wants to know before it prepares the guest's registers. False
    /// when the driver has no claims, as OpenHCL's: then two programs must not use one VP. Disposing the client gives all claims back.
    /// </summary>
    /// <exception cref="SidecarException">Another program has it, or the CPU is not the sidecar's.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Claim() => Slot.Claim();

    /// <summary>Lets other programs have the VP. False when there was no claim.</summary>
    /// <exception cref="SidecarException">A command is under way, or the driver refuses.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Release() => Slot.Release();

    /// <summary>Takes the VP for commands that the calling thread waits for, until the channel is disposed.</summary>
    /// <exception cref="SidecarException">A command is under way.</exception>
    public SidecarChannel OpenChannel() => new(this, isLocal: false);

    /// <summary>
    /// Takes a VP whose CPU is Linux's, until the channel is disposed: the driver carries out its commands on the CPU itself, so that a guest goes on there, with the same registers and pages. Each
    /// command is for a thread that is bound to the CPU (<see cref="CpuBinding"/>). Handlers are the sidecar's and not to be had here.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way.</exception>
    public SidecarChannel OpenLocalChannel() => new(this, isLocal: true);

    /// <inheritdoc/>
    public override string ToString() => $"VP {Index}";

    internal void Keep(ref readonly HvMessage message) => _intercept = new InterceptMessage(in message);

    private void ThrowIfRunning(string what)
    {
        if (Slot.IsRunning)
        {
            throw new SidecarException(SidecarErrorKind.Busy, $"VP {Index}: {what} is the VP's while a command is under way; wait for it, or stop it") { VpIndex = Index };
        }
    }
}
