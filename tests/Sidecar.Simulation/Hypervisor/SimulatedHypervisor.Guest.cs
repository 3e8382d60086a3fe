using System.Collections.Concurrent;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Memory;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation.Hypervisor;

/// <content>VTL return and VTL entry.</content>
public sealed unsafe partial class SimulatedHypervisor
{
    private const uint MxcsrReserved = 0xffff_0000;
    private const int GeneralRegisters = 16;
    private readonly ConcurrentDictionary<uint, GuestVp> _guests = new();

    /// <summary>VTL0 of a VP.</summary>
    public GuestVp Guest(uint vpIndex) => _guests.GetOrAdd(vpIndex, _ => new GuestVp());

    /// <summary>What VtlReturn.asm and the hypervisor do together.</summary>
    internal bool ReturnToLowerVtl(Processor cpu, CpuContextX64* context)
    {
        // A kernel that never stops returning must not outlive the machine.
        cpu.CheckPower();

        // fxrstor comes first, and faults on reserved bits.
        if ((context->FxState.Mxcsr & MxcsrReserved) != 0)
        {
            return false;
        }

        if (_machine.ImageState->VtlReturnOffset != ReturnOffset)
        {
            throw new SimulatedCpuException(InvalidOpcode);
        }

        ExecutePage(ReturnOffset);
        var guest = Guest(cpu.VpIndex);
        var assist = AssistPage(cpu);
        Load(guest, context, assist);
        ApplyRegisterPage(cpu.VpIndex);
        guest.Entries++;
        if (cpu.HasPendingInterrupt)
        {
            // VTL2's interrupts do not wait for VTL0: it is entered again before the guest's first instruction.
            guest.EntriesCutShort++;
            Enter(assist, GuestExit.UntilInterrupt);
        }
        else
        {
            var exit = guest.Code(guest);
            if (exit.Reason == HvVtlEntryReason.INTERRUPT)
            {
                cpu.WaitInGuest();
            }

            Enter(assist, exit);
            FillRegisterPage(cpu.VpIndex);
        }

        Save(guest, context);
        return true;
    }

    private static void Load(GuestVp guest, CpuContextX64* context, HvVpAssistPage* assist)
    {
        for (var number = 0; number < GeneralRegisters; number++)
        {
            guest[number] = context->Gps[number];
        }

        // TLFS, "VTL Return": RAX and RCX carry the call itself, so they come from the assist page.
        guest[CpuContextX64.RAX] = assist == null ? 0 : assist->VtlControl.Registers[0];
        guest[CpuContextX64.RCX] = assist == null ? 0 : assist->VtlControl.Registers[1];
        guest.FxState = context->FxState;
    }

    private static void Save(GuestVp guest, CpuContextX64* context)
    {
        for (var number = 0; number < GeneralRegisters; number++)
        {
            context->Gps[number] = guest[number];
        }

        context->FxState = guest.FxState;
    }

    private static void Enter(HvVpAssistPage* assist, GuestExit exit)
    {
        if (assist == null)
        {
            return;
        }

        assist->VtlControl.EntryReason = exit.Reason;
        if (exit.Reason == HvVtlEntryReason.INTERCEPT)
        {
            assist->InterceptMessage = exit.Message;
        }
    }

    /// <summary>The VP's assist page, or null when it gave the hypervisor none.</summary>
    private HvVpAssistPage* AssistPage(Processor cpu)
    {
        var value = cpu.Msrs[HvX64Msr.VpAssistPage] ?? 0;
        var address = value & ~(PhysicalMemory.PageSize - 1);
        // SAFETY: checked to be memory of the machine; the kernel gave it away for this.
        return (value & 1) != 0 && _machine.Memory.Contains(address, PhysicalMemory.PageSize) ? (HvVpAssistPage*)address : null;
    }
}
