namespace Sidecar.Protocol.X64;

/// <summary>Architectural MSRs, and AMD's for virtualization (AMD APM volume 2, appendix A).</summary>
public static class X64Msr
{
    /// <summary>Time stamp counter.</summary>
    public const uint Tsc = 0x10;

    /// <summary>APIC base, see <see cref="X64.ApicBase"/>.</summary>
    public const uint ApicBase = 0x1b;

    /// <summary>MTRRs: how many and which kinds.</summary>
    public const uint MtrrCap = 0xfe;

    /// <summary>MTRR: base of variable range 0; the masks lie between the bases, two numbers a range.</summary>
    public const uint MtrrPhysBase0 = 0x200;

    /// <summary>MTRR: mask of variable range 0.</summary>
    public const uint MtrrPhysMask0 = 0x201;

    /// <summary>MTRR: fixed, 64 KiB pieces from 0.</summary>
    public const uint MtrrFix64k00000 = 0x250;

    /// <summary>MTRR: fixed, 16 KiB pieces from 0x80000.</summary>
    public const uint MtrrFix16k80000 = 0x258;

    /// <summary>MTRR: fixed, 16 KiB pieces from 0xa0000.</summary>
    public const uint MtrrFix16kA0000 = 0x259;

    /// <summary>MTRR: fixed, 4 KiB pieces from 0xc0000; seven more follow, 32 KiB apart.</summary>
    public const uint MtrrFix4kC0000 = 0x268;

    /// <summary>Page attribute table.</summary>
    public const uint Pat = 0x277;

    /// <summary>MTRR: default type.</summary>
    public const uint MtrrDefType = 0x2ff;

    /// <summary>First x2APIC register.</summary>
    public const uint X2ApicBase = 0x800;

    /// <summary>Extended features, see <see cref="X64.Efer"/>.</summary>
    public const uint Efer = 0xc000_0080;

    /// <summary>SYSCALL: segments.</summary>
    public const uint Star = 0xc000_0081;

    /// <summary>SYSCALL: entry in 64-bit mode.</summary>
    public const uint Lstar = 0xc000_0082;

    /// <summary>SYSCALL: entry in compatibility mode.</summary>
    public const uint Cstar = 0xc000_0083;

    /// <summary>SYSCALL: flags to clear.</summary>
    public const uint Sfmask = 0xc000_0084;

    /// <summary>FS base.</summary>
    public const uint FsBase = 0xc000_0100;

    /// <summary>GS base.</summary>
    public const uint GsBase = 0xc000_0101;

    /// <summary>GS base after SWAPGS.</summary>
    public const uint KernelGsBase = 0xc000_0102;

    /// <summary>What RDTSCP returns beside the counter.</summary>
    public const uint TscAux = 0xc000_0103;

    /// <summary>AMD: SVM lock and disable.</summary>
    public const uint VmCr = 0xc001_0114;

    /// <summary>AMD: physical address of the host state save area.</summary>
    public const uint VmHsavePa = 0xc001_0117;

    /// <summary>The page attribute table after reset.</summary>
    public const ulong DefaultPat = 0x0007_0406_0007_0406;
}
