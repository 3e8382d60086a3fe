using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>A bug seeded into the CPU under the kernel's real code: what is not overridden behaves as it should.</summary>
public interface IMachineBug
{
    /// <summary>Enables interrupts and halts.</summary>
    static virtual void WaitForInterrupt() => ActorRun.Current.Perform(new(OperationKind.Halt, LocalState: NodeWorld.Current.LocalState));

    /// <summary>Lets pending interrupts be taken.</summary>
    static virtual void OpenInterruptWindow() => ActorRun.Current.Perform(new(OperationKind.Window));

    /// <summary>What goes before an interrupt that is sent.</summary>
    static virtual void FenceBeforeInterrupt() => ActorRun.Current.Perform(new(OperationKind.Fence));

    /// <summary>Stands for the compare-exchange of the status byte.</summary>
    static virtual byte CompareExchange(ref byte location, byte value, byte comparand) => ExplorerMemory.CompareExchange(ref location, value, comparand);

    /// <summary>Stands for the store of a word: attention.</summary>
    static virtual void Store(ref uint location, uint value) => ExplorerMemory.Store(ref location, value);

    /// <summary>Stands for what goes before a handler's answer is written.</summary>
    static virtual void BeforeAnswer(ref byte status)
    {
    }
}
