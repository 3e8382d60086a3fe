using System;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>Handlers that keep account of what they are called for.</summary>
/// <typeparam name="TBug">A bug seeded into the VP.</typeparam>
public readonly unsafe struct ExplorerHandlers<TBug> : IHandlerTable
    where TBug : struct, IMachineBug
{
    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static int StateSize => 0;

    /// <inheritdoc/>
    public static bool Contains(uint command) => command is >= ExplorerCommands.AddOne and <= ExplorerCommands.Crash;

    /// <inheritdoc/>
    public static bool NeedsState(uint command) => false;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> NameOf(uint command) => "explorer"u8;

    /// <inheritdoc/>
    public static void Invoke(uint command, byte* payload, byte* state, HandlerFrame* frame)
    {
        NodeWorld.Current.Count(frame->NodeCpuIndex, Tally.Taken);
        switch (command)
        {
            case ExplorerCommands.AddOne:
                TBug.BeforeAnswer(ref *frame->Status);
                break;

            case ExplorerCommands.RunUntilStopped:
                var cell = NodeWorld.Current.CellAt((nint)frame->Status);
                ActorRun.Current.Perform(new(OperationKind.Await, cell, (uint)CpuStatus.RUN));
                NodeWorld.Current.Count(frame->NodeCpuIndex, Tally.Stopped);
                break;

            case ExplorerCommands.Hang:
                ActorRun.Current.Perform(new(OperationKind.Die));
                break;

            default:
                throw new KernelCrashException();
        }

        Unsafe.AsRef<byte>(payload)++;
    }
}
