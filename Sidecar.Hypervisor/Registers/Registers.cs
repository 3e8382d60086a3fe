using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// The registers of a VP by the names of HvCallGetVpRegisters and HvCallSetVpRegisters (TLFS, HV_REGISTER_NAME). The upper half of a name is its group, and each group is a file
/// here. A name that the VTL has no register for, and a write to a register that can only be read, are <see cref="HvStatus.InvalidParameter"/>: the code that these calls
/// always had for both, while UnknownRegisterName is a later one that no text gives a meaning. A value that the register cannot hold is
/// <see cref="HvStatus.InvalidRegisterValue"/>; then nothing has changed.
/// </summary>
/// <remarks>
/// What no register can hold by itself is refused for both VTLs. Values that only exclude each other (long mode without PAE, say) are refused for VTL2 and for a VTL that
/// writes its own register; VTL0's, which VTL2 sets one by one in any order, are looked at together when VTL0 is entered (<see cref="Events{TMachine}.BeforeEntry"/>).
/// </remarks>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Registers<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const int GroupShift = 16;
    private const ushort FirstApic = 0x4800;

    /// <summary>Reads a register of a VTL that exists, on the VP's own CPU.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out HvRegisterValue value)
    {
        value = default;
        return ((uint)name >> GroupShift) switch
        {
            0x0 => StateRegisters.Get(vp, vtl, name, out value.Low),
            0x1 => EventRegisters.Get(vp, vtl, name, out value),
            0x2 => GeneralRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0x3 => FloatingPointRegisters<TMachine>.Get(vp, name, out value),
            0x4 => ControlRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0x5 => DebugRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0x6 or 0x7 => SegmentRegisters<TMachine>.Get(vp, vtl, name, out value),
            0x8 when (ushort)name >= FirstApic => ApicRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0x8 when MtrrRegisters<TMachine>.Contains(name) => MtrrRegisters<TMachine>.Get(vp, name, out value.Low),
            0x8 => ModelSpecificRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0x9 => SyntheticRegisters<TMachine>.Get(vp, vtl, name, out value.Low),
            0xd => VsmRegisters.Get(vp, vtl, name, out value.Low),
            _ => HvStatus.InvalidParameter,
        };
    }

    /// <summary>Writes a register of a VTL that exists, on the VP's own CPU.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, HvRegisterValue value)
    {
        var group = (uint)name >> GroupShift;
        switch (group)
        {
            case 0x1:
                return EventRegisters.Set(vp, vtl, name, value);

            case 0x3:
                return FloatingPointRegisters<TMachine>.Set(vp, name, value);

            case 0x6 or 0x7:
                return SegmentRegisters<TMachine>.Set(vp, vtl, name, value);
        }

        if (value.High != 0)
        {
            // All others are of 64 bits or fewer.
            return Get(vp, vtl, name, out _) == HvStatus.Success ? HvStatus.InvalidRegisterValue : HvStatus.InvalidParameter;
        }

        return group switch
        {
            0x0 => StateRegisters.Set(vp, vtl, name, value.Low),
            0x2 => GeneralRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0x4 => ControlRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0x5 => DebugRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0x8 when (ushort)name >= FirstApic => ApicRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0x8 when MtrrRegisters<TMachine>.Contains(name) => MtrrRegisters<TMachine>.Set(vp, name, value.Low),
            0x8 => ModelSpecificRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0x9 => SyntheticRegisters<TMachine>.Set(vp, vtl, name, value.Low),
            0xd => VsmRegisters.Set(vp, vtl, name, value.Low),
            _ => HvStatus.InvalidParameter,
        };
    }
}
