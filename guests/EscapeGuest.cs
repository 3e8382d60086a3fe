using System;
using System.Runtime;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>
/// Reaches for what is not a guest's: memory of VTL2 and of the hypervisor, the APIC, the virtualization instructions, registers that would change who is in charge.
/// Every reach has to fault. The result is the number of the check that failed.
/// </summary>
internal static unsafe class EscapeGuest
{
    private const ulong PageSize = 0x1000;
    private const ulong Pages = 16;
    private const ulong ApicPage = 0xfee0_0000;
    private const ulong Vector6 = 6;
    private const uint Efer = 0xc000_0080;
    private const ulong EferSvme = 1 << 12;
    private const uint ApicBase = 0x1b;
    private const uint InterruptCommand = 0x830;
    private const uint HostSaveArea = 0xc001_0117;
    private const ulong InitToAll = 0xc_4500;

    [RuntimeExport("guest_escape")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: the loader put the parameters where it says. What is reached for is not the guest's: that it faults is the point.
        ref readonly var given = ref *parameters;
        for (var page = 0UL; page < Pages; page++)
        {
            if (!IsShut(given.Vtl2Address + (page * PageSize), given))
            {
                return SerialText.Fail(1, "VTL2's memory was reached"u8);
            }

            if (given.HypervisorAddress != 0 && !IsShut(given.HypervisorAddress + (page * PageSize), given))
            {
                return SerialText.Fail(2, "the hypervisor's memory was reached"u8);
            }

            // All over memory, the boot image's at 1 MiB among it.
            if (!IsShut(0x10_0000 + (page * 0x40_0000), given))
            {
                return SerialText.Fail(3, "memory that was not granted was reached"u8);
            }
        }

        if (!IsShut(given.BlockAddress - PageSize, given) || !IsShut(given.BlockAddress + given.BlockSize, given))
        {
            return SerialText.Fail(4, "memory beside the guest's own was reached"u8);
        }

        if (!IsShut(ApicPage, given))
        {
            return SerialText.Fail(5, "the APIC's page was reached"u8);
        }

        return Instructions(given.BlockAddress);
    }

    /// <summary>Whether a page is closed to reads, writes and execution; a page of the guest's own, or of its device, is not asked.</summary>
    private static bool IsShut(ulong physical, in GuestParameters given)
    {
        if (physical - given.BlockAddress < given.BlockSize || (given.LowAddress != 0 && physical - given.LowAddress < 0x1_0000) || physical == given.UnmappedAddress)
        {
            return true;
        }

        var address = GuestMemory.Window + physical;
        return Faults(Operation.ReadByte, address) && Faults(Operation.Read, address + PageSize - 8)
            && Faults(Operation.WriteByte, address) && Faults(Operation.Write, address + 8) && Faults(Operation.Exchange, address + 16)
            && Faults(Operation.Execute, address);
    }

    /// <summary>Whether an operation raises #GP or #PF.</summary>
    private static bool Faults(Operation operation, ulong first, ulong second = 0)
        => GuestCalls.Try(operation, first, second) == 0 && GuestCalls.VpData()->Vector is 13 or 14;

    private static uint Instructions(ulong block)
    {
        // VMRUN, VMLOAD, VMSAVE, STGI, CLGI, SKINIT, INVLPGA: EFER.SVME is off for a guest, so that each is #UD (AMD APM 2, 15.4).
        for (var operation = Operation.Run; operation <= Operation.Invalidate; operation++)
        {
            if (GuestCalls.Try(operation, block, 0) != 0 || GuestCalls.VpData()->Vector != Vector6)
            {
                return SerialText.Fail(16 + (uint)(operation - Operation.Run), "a virtualization instruction was executed"u8);
            }
        }

        if (GuestCalls.Try(Operation.ReadMsr, Efer, 0) != 0)
        {
            var efer = GuestCalls.VpData()->Value;
            if ((efer & EferSvme) != 0)
            {
                return SerialText.Fail(24, "EFER shows SVME"u8);
            }

            if (!Faults(Operation.WriteMsr, Efer, efer | EferSvme))
            {
                return SerialText.Fail(25, "EFER took SVME"u8);
            }

            if (!Faults(Operation.WriteMsr, Efer, efer | (1UL << 63)))
            {
                return SerialText.Fail(26, "EFER took a reserved bit"u8);
            }
        }

        if (!Faults(Operation.WriteMsr, InterruptCommand, InitToAll))
        {
            return SerialText.Fail(27, "the x2APIC took a command"u8);
        }

        if (!Faults(Operation.WriteMsr, ApicBase, 0))
        {
            return SerialText.Fail(28, "the APIC's base was written"u8);
        }

        return Faults(Operation.ReadMsr, HostSaveArea) && Faults(Operation.WriteMsr, HostSaveArea, block) ? 0 : SerialText.Fail(29, "VM_HSAVE_PA was reached"u8);
    }
}
