using System;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.X64;
using Sidecar.Simulation.Image;

namespace Sidecar.Simulation.Processors;

/// <content>Exceptions: the stubs and the guarded call (Exceptions.asm, Guard.asm).</content>
public sealed unsafe partial class Processor
{
    /// <summary>Where the stack is said to be at a guarded call, and below it, at every exception.</summary>
    private const ulong RecoveryStack = AddressSpace.StackTop - 0x100;
    private const ulong InterruptedStack = RecoveryStack - 0x100;

    /// <summary>The guarded call. Exceptions inside it are .NET's here; they reach the kernel's exception handler with the frame that the stubs would build.</summary>
    internal bool CallGuarded(delegate*<void*, void> function, void* argument, GuardFrame* guard)
    {
        guard->RecoveryAddress = SimulatedImage.Recovery;
        guard->RecoveryStack = RecoveryStack;
        try
        {
            function(argument);
            return true;
        }
        catch (GuardRecoveryException)
        {
            return false;
        }
        catch (Exception exception) when (SimulatedCpuException.VectorOf(exception) is not null)
        {
            // The handler finds the guard and recovers to it. One that does not, has not returned.
            return !Deliver(SimulatedCpuException.VectorOf(exception)!.Value, (exception as SimulatedCpuException)?.Address ?? 0);
        }
    }

    /// <summary>Runs the kernel's exception handler. True when it wants to continue at a guarded call's recovery point.</summary>
    private static bool Deliver(byte vector, ulong faultingAddress)
    {
        var frame = new ExceptionFrame
        {
            Vector = vector,
            Rip = SimulatedImage.Instruction,
            Cs = DescriptorTables.CodeSelector,
            Rflags = RFlags.AtReset.Raw,
            Rsp = InterruptedStack,
            Ss = DescriptorTables.DataSelector,
        };
        ExceptionHandler<SimulatedCpu>.Handle(&frame, 0, faultingAddress);
        return frame.Rip == SimulatedImage.Recovery;
    }

    /// <summary>Takes the exceptions that came from outside.</summary>
    private void TakeExceptions()
    {
        while (Interrupts.TryTakeException(out var vector))
        {
            if (Deliver(vector, 0))
            {
                throw new GuardRecoveryException();
            }
        }
    }
}
