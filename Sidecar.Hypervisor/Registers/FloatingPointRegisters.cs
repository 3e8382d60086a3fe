using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// XMM0 to XMM15, the x87 and MMX registers and their control words: shared by the VTLs, and in the FXSAVE image as the TLFS lays them out. x87's are in the CPU, and come to the image
/// and go back only here. Whatever is written must let the CPU load it: it refuses MXCSR bits that it does not have.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class FloatingPointRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
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

        FetchX87(vp, name);
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

        FetchX87(vp, name);
        *register = value;
        if (!IsXmm(name))
        {
            TMachine.LoadX87(&vp->Fx);
        }

        return HvStatus.Success;
    }

    /// <summary>Both control registers have something of x87's: XmmControlStatus its last data pointer.</summary>
    private static void FetchX87(VirtualProcessor* vp, HvRegisterName name)
    {
        if (!IsXmm(name))
        {
            TMachine.SaveX87(&vp->Fx);
        }
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

    private static bool IsXmm(HvRegisterName name) => name <= HvRegisterName.Xmm15;

    private static bool IsX87(HvRegisterName name) => name is >= HvRegisterName.FpMmx0 and <= HvRegisterName.FpMmx7;
}
