using System.Threading;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Simulation.Processors;

/// <content>Parked at a wake-up mailbox by a shim, until somebody sends it into the kernel.</content>
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

    private void Leave(WakeSlot* slot)
    {
        while (Volatile.Read(ref slot->State) != (uint)WakeSlotState.Wake)
        {
            WaitForInterrupt();
        }

        Volatile.Write(ref slot->State, (uint)WakeSlotState.Taken);
        if (slot->Entry != Machine.Image.MailboxEntry || !Machine.Memory.Contains(slot->Argument, (ulong)sizeof(InitialVpContextX64)))
        {
            _state = (int)ProcessorState.TripleFault;
            Machine.Note($"CPU {VpIndex} left the mailbox for 0x{slot->Entry:x} with 0x{slot->Argument:x}");
            return;
        }

        _state = (int)ProcessorState.Running;
        Enter(*(InitialVpContextX64*)slot->Argument, loadsDescriptors: true);
    }
}
