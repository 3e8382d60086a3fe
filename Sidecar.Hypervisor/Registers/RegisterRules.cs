using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>Which values a register can hold (AMD APM volume 2, chapter 3, and 15.5.1 for what VMRUN refuses).</summary>
/// <typeparam name="TMachine">The machine, whose CPUID says which features there are.</typeparam>
public static unsafe class RegisterRules<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong Cr0Defined = Cr0.Pe | Cr0.Mp | Cr0.Em | Cr0.Ts | Cr0.Et | Cr0.Ne | Cr0.Wp | Cr0.Am | Cr0.Nw | Cr0.Cd | Cr0.Pg;

    /// <summary>VME, PVI, TSD, DE, PSE, PAE, MCE, PGE, PCE, OSFXSR, OSXMMEXCPT: every CPU with long mode has them.</summary>
    private const ulong Cr4Always = 0x7ff;

    private const ulong Cr4La57 = 1UL << 12;

    /// <summary>L and D of a segment's attributes in the VMCB.</summary>
    private const ushort LongAndDefault = 3 << 9;

    private const ulong VirtualMode = 1UL << 17;

    private const ulong EferAlways = Efer.Sce | Efer.Lme | Efer.Lma | Efer.Nxe;
    private const int EferFastFxsave = 14;

    /// <summary>All the flags there are: CF, PF, AF, ZF to OF, IOPL, NT, RF, VM, AC, VIF, VIP, ID.</summary>
    private const ulong RflagsDefined = 0x3f_7fd7;

    private const ulong RflagsAlways = 2;

    /// <summary>CR0: no undefined bit, no paging without protection, no NW without CD.</summary>
    public static bool IsCr0(ulong value)
        => (value & ~Cr0Defined) == 0
            && (value & (Cr0.Pg | Cr0.Pe)) != Cr0.Pg
            && (value & (Cr0.Nw | Cr0.Cd)) != Cr0.Nw;

    /// <summary>CR3: an address that the CPU has.</summary>
    public static bool IsCr3(ulong value) => IsPhysical(value);

    /// <summary>CR4: only bits whose feature the CPU has.</summary>
    public static bool IsCr4(ulong value)
    {
        var basic = stackalloc uint[4];
        var extended = stackalloc uint[4];
        TMachine.Cpuid(1, 0, basic);
        TMachine.Cpuid(7, 0, extended);
        var allowed = Cr4Always
            | Offered(extended[2], 2, 11) // UMIP
            | Offered(extended[2], 16, 12) // LA57
            | Offered(extended[1], 0, 16) // FSGSBASE
            | Offered(basic[2], 17, 17) // PCID
            | Offered(basic[2], 26, 18) // XSAVE
            | Offered(extended[1], 7, 20) // SMEP
            | Offered(extended[1], 20, 21) // SMAP
            | Offered(extended[2], 3, 22); // PKE
        return (value & ~allowed) == 0;
    }

    /// <summary>EFER as a guest sees it: without SVME, which it does not have.</summary>
    public static bool IsEfer(ulong value)
    {
        var extended = stackalloc uint[4];
        TMachine.Cpuid(0x8000_0001, 0, extended);
        return (value & ~(EferAlways | Offered(extended[3], 25, EferFastFxsave))) == 0;
    }

    /// <summary>RFLAGS: bit 1 and no undefined bit.</summary>
    public static bool IsRflags(ulong value) => (value & RflagsAlways) != 0 && (value & ~RflagsDefined) == 0;

    /// <summary>XCR0: a set of states that XSETBV takes.</summary>
    public static bool IsXcr0(ulong value)
    {
        var states = stackalloc uint[4];
        TMachine.Cpuid(0xd, 0, states);
        return Xcr0.IsValid(value, states[0] | ((ulong)states[3] << 32));
    }

    /// <summary>A linear address: all bits above the highest translated one are copies of it.</summary>
    /// <param name="value">The address.</param>
    /// <param name="cr4">CR4 of the VTL, which says how many bits are translated.</param>
    public static bool IsCanonical(ulong value, ulong cr4)
    {
        var unused = (cr4 & Cr4La57) != 0 ? 64 - 57 : 64 - 48;
        return (ulong)((long)(value << unused) >> unused) == value;
    }

    /// <summary>A physical address, low bits and all, that the CPU can put out.</summary>
    public static bool IsPhysical(ulong value)
    {
        var sizes = stackalloc uint[4];
        TMachine.Cpuid(0x8000_0008, 0, sizes);
        var bits = (int)(sizes[0] & 0xff);
        return value >> (bits is >= 36 and <= 52 ? bits : 36) == 0;
    }

    /// <summary>Eight memory types, a byte each, of those that a page attribute table knows: UC, WC, WT, WP, WB, UC-.</summary>
    public static bool IsPat(ulong value)
    {
        for (var i = 0; i < 8; i++)
        {
            if ((byte)(value >> (8 * i)) is 2 or 3 or > 7)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>EFER as the VMCB holds it: SVME always, LMA exactly where long mode is in force.</summary>
    public static ulong EferInVmcb(ulong efer, ulong cr0)
        => (efer & ~Efer.Lma) | Efer.Svme | ((efer & Efer.Lme) != 0 && (cr0 & Cr0.Pg) != 0 ? Efer.Lma : 0);

    /// <summary>
    /// Whether values that are each good are good together: long mode needs PAE, its code segment is not of 64 and of 32 bits at once, and it has no virtual 8086 mode. Paging
    /// without protection never gets here.
    /// </summary>
    public static bool AgreeTogether(Vmcb* vmcb) => AgreeTogether(vmcb->Cr0, vmcb->Cr4, vmcb->Efer, vmcb->Cs.Attributes, vmcb->Rflags);

    /// <inheritdoc cref="AgreeTogether(Vmcb*)"/>
    public static bool AgreeTogether(ulong cr0, ulong cr4, ulong efer, ushort codeAttributes, ulong rflags)
        => (cr0 & Cr0.Pg) == 0
            || (efer & Efer.Lme) == 0
            || ((cr4 & Cr4.Pae) != 0 && (codeAttributes & LongAndDefault) != LongAndDefault && (rflags & VirtualMode) == 0);

    private static ulong Offered(uint features, int bit, int shift) => (ulong)((features >> bit) & 1) << shift;
}
