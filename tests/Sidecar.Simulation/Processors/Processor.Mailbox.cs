using System;
using System.Threading;
using Sidecar.Cosmos.Boot;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.X64;

namespace Sidecar.Simulation.Processors;

/// <content>Parked at a wake-up mailbox by a shim, until somebody sends it into the kernel; and again, by INIT, once the kernel has left it.</content>
public sealed unsafe partial class Processor
{
    /// <summary>Parks the CPU at its slot.</summary>
    /// <param name="slotAddress">Physical address of the CPU's WakeSlot.</param>
    internal void Park(ulong slotAddress)
    {
        TryWriteMsr(X64Msr.ApicBase, new ApicBase { Enable = true, X2apic = true, BasePage = 0xfee00 }.Raw);
        TryWriteMsr(ApicRegister.SVR.X2ApicMsr(), new Svr { Enable = true, Vector = 0xff }.Raw);
        // SAFETY: the mailbox is memory of the machine and has a slot for every CPU.
        var slot = (WakeSlot*)slotAddress;
        slot->ApicId = ApicId;
        Volatile.Write(ref slot->State, (uint)WakeSlotState.Parked);
        Execute(ProcessorState.Parked, () => Leave(slot));
    }

    /// <summary>INIT and start-up interrupt: the CPU forgets what it was and parks at its slot. False when it still runs, which a test of these never wants to end.</summary>
    /// <param name="slotAddress">Physical address of the CPU's WakeSlot.</param>
    /// <param name="patience">How long it may take until the CPU has halted.</param>
    internal bool Restart(ulong slotAddress, TimeSpan patience)
    {
        if (!Join(patience))
        {
            return false;
        }

        Interrupts.Reset();
        Park(slotAddress);
        return true;
    }

    private void Leave(WakeSlot* slot)
    {
        while (true)
        {
            while (Volatile.Read(ref slot->State) != (uint)WakeSlotState.Wake)
            {
                WaitForInterrupt();
            }

            Volatile.Write(ref slot->State, (uint)WakeSlotState.Taken);
            if (Machine.HostCode?.Invoke(this, slot->Entry, slot->Argument) != true)
            {
                break;
            }

            Volatile.Write(ref slot->State, (uint)WakeSlotState.Parked);
        }

        if (slot->Entry != Machine.Image.MailboxEntry || !Machine.Memory.Contains(slot->Argument, (ulong)sizeof(VpEntry)))
        {
            _state = (int)ProcessorState.TripleFault;
            Machine.Note($"CPU {VpIndex} left the mailbox for 0x{slot->Entry:x} with 0x{slot->Argument:x}");
            return;
        }

        // As the entry code does before it touches the VP's stack.
        _state = (int)ProcessorState.Running;
        var entry = (VpEntry*)slot->Argument;
        if (Interlocked.Exchange(ref entry->Inside, 1) == 0)
        {
            Enter(entry->Context, loadsDescriptors: true);
        }
    }
}
