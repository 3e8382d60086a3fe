using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Hypercalls;

/// <summary>HvCallGetVpRegisters and HvCallSetVpRegisters, one register at a time.</summary>
internal static unsafe class VpRegisters
{
    /// <summary>HV_INPUT_VTL: the caller's own.</summary>
    internal const byte Own = 0;

    /// <summary>HV_INPUT_VTL: VTL0.</summary>
    internal const byte Vtl0 = 0x10;

    /// <summary>HV_INPUT_VTL: VTL2.</summary>
    internal const byte Vtl2 = 0x12;

    /// <summary>Reads a register of the calling VP; the status.</summary>
    internal static ulong Get(byte vtl, HvRegisterName name, out HvRegisterValue value) => Get(Hypercall.SelfVp, vtl, name, out value);

    /// <summary>Reads a register of any VP; the status.</summary>
    internal static ulong Get(uint vp, byte vtl, HvRegisterName name, out HvRegisterValue value)
    {
        var self = Assembly.Self();
        Header(self->Input, vp, vtl);
        *(HvRegisterName*)(self->Input + 16) = name;
        *(HvRegisterValue*)self->Output = default;
        var result = Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1));
        value = *(HvRegisterValue*)self->Output;
        return Hypercall.Status(result);
    }

    /// <summary>The low half of a register of the calling VP; all ones when it cannot be read.</summary>
    internal static ulong Low(byte vtl, HvRegisterName name) => Get(vtl, name, out var value) == 0 ? value.Low : ulong.MaxValue;

    /// <summary>The high half of a register of the calling VP; all ones when it cannot be read.</summary>
    internal static ulong High(byte vtl, HvRegisterName name) => Get(vtl, name, out var value) == 0 ? value.High : ulong.MaxValue;

    /// <summary>Writes a register of the calling VP; the status.</summary>
    internal static ulong Set(byte vtl, HvRegisterName name, ulong low, ulong high = 0) => Set(Hypercall.SelfVp, vtl, name, low, high);

    /// <summary>Writes a register of any VP; the status.</summary>
    internal static ulong Set(uint vp, byte vtl, HvRegisterName name, ulong low, ulong high)
    {
        var self = Assembly.Self();
        Header(self->Input, vp, vtl);
        *(HvRegisterAssoc*)(self->Input + 16) = new HvRegisterAssoc { Name = name, Value = new HvRegisterValue { Low = low, High = high } };
        return Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallSetVpRegisters, 1)));
    }

    /// <summary>Writes a segment register of the calling VP.</summary>
    internal static ulong SetSegment(byte vtl, HvRegisterName name, ushort selector, ulong start, uint limit, ushort attributes)
        => Set(vtl, name, start, limit | ((ulong)selector << 32) | ((ulong)attributes << 48));

    /// <summary>Fills the header of either call.</summary>
    internal static void Header(byte* input, uint vp, byte vtl)
        => *(GetSetVpRegisters*)input = new GetSetVpRegisters { PartitionId = Hypercall.Self, VpIndex = vp, TargetVtl = new HvInputVtl { Raw = vtl } };
}
