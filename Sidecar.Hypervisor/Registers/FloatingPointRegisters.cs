using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// XMM0 to XMM15, the x87 and MMX registers and their control words: shared by the VTLs, and in the FXSAVE image as the TLFS lays them out. Whatever is written must let FXRSTOR
/// go on: it refuses MXCSR bits that the CPU does not have.
/// </summary>
public static unsafe class FloatingPointRegisters
{
    private const int X87Start = 32;
    private const int XmmStart = 160;
    private const int X87Bits = 80;
    private const int HalfBits = 64;

    /// <summary>The MXCSR bits of a CPU whose FXSAVE image names none (AMD APM volume 2, 11.5).</summary>
    private const uint DefaultMxcsrMask = 0xffbf;

    /// <summary>Byte 5 of the image, beside the tags.</summary>
    private const ulong ControlReserved = 0xffUL << 40;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, HvRegisterName name, out HvRegisterValue value)
    {
        value = default;
        var register = Find(vp, name);
        if (register == null)
        {
            return HvStatus.InvalidParameter;
        }

        value = *register;
        if (IsX87(name))
        {
            value.High &= (1UL << (X87Bits - HalfBits)) - 1;
        }

        return HvStatus.Success;
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, HvRegisterName name, HvRegisterValue value)
    {
        var register = Find(vp, name);
        if (register == null)
        {
            return HvStatus.InvalidParameter;
        }

        if (IsX87(name) && value.High >> (X87Bits - HalfBits) != 0)
        {
            return HvStatus.InvalidRegisterValue;
        }

        if (name == HvRegisterName.FpControlStatus && (value.Low & ControlReserved) != 0)
        {
            return HvStatus.InvalidRegisterValue;
        }

        if (name == HvRegisterName.XmmControlStatus)
        {
            // The mask in the upper half is the CPU's, and no business of the writer.
            var mask = vp->Fx.MxcsrMask == 0 ? DefaultMxcsrMask : vp->Fx.MxcsrMask;
            if (((uint)value.High & ~mask) != 0)
            {
                return HvStatus.InvalidRegisterValue;
            }

            value.High = (uint)value.High | ((ulong)vp->Fx.MxcsrMask << 32);
        }

        *register = value;
        return HvStatus.Success;
    }

    private static HvRegisterValue* Find(VirtualProcessor* vp, HvRegisterName name)
    {
        // SAFETY: all of these lie in the 512 bytes of the image, sixteen bytes each (AMD APM volume 2, figure 11-8).
        var image = (byte*)&vp->Fx;
        return name switch
        {
            <= HvRegisterName.Xmm15 => (HvRegisterValue*)(image + XmmStart) + (name - HvRegisterName.Xmm0),
            <= HvRegisterName.FpMmx7 => (HvRegisterValue*)(image + X87Start) + (name - HvRegisterName.FpMmx0),
            HvRegisterName.FpControlStatus => (HvRegisterValue*)image,
            HvRegisterName.XmmControlStatus => (HvRegisterValue*)image + 1,
            _ => null,
        };
    }

    private static bool IsX87(HvRegisterName name) => name is >= HvRegisterName.FpMmx0 and <= HvRegisterName.FpMmx7;
}
