namespace Sidecar.Hypervisor.Svm;

/// <summary>Why the guest stopped (AMD APM volume 2, appendix C).</summary>
public static class ExitCode
{
    /// <summary>First of 32 codes, one an exception vector; information 1 is the error code, information 2 the address of a page fault.</summary>
    public const ulong Exception0 = 0x40;

    public const ulong Interrupt = 0x60;
    public const ulong Nmi = 0x61;
    public const ulong Smi = 0x62;
    public const ulong Init = 0x63;

    /// <summary>The virtual interrupt could be taken: the interrupt window is open.</summary>
    public const ulong VirtualInterrupt = 0x64;

    public const ulong Rdpmc = 0x6f;
    public const ulong Cpuid = 0x72;
    public const ulong Rsm = 0x73;

    /// <summary>IRET is about to be executed.</summary>
    public const ulong Iret = 0x74;

    public const ulong Invd = 0x76;
    public const ulong Hlt = 0x78;
    public const ulong Invlpga = 0x7a;

    /// <summary>Information 1 as <see cref="IoExitInfo"/>, information 2 the address of the next instruction.</summary>
    public const ulong IoPort = 0x7b;

    /// <summary>Information 1 is 0 for RDMSR, 1 for WRMSR.</summary>
    public const ulong Msr = 0x7c;

    /// <summary>Triple fault.</summary>
    public const ulong Shutdown = 0x7f;

    public const ulong Vmrun = 0x80;
    public const ulong Vmmcall = 0x81;
    public const ulong Vmload = 0x82;
    public const ulong Vmsave = 0x83;
    public const ulong Stgi = 0x84;
    public const ulong Clgi = 0x85;
    public const ulong Skinit = 0x86;
    public const ulong Monitor = 0x8a;
    public const ulong Mwait = 0x8b;
    public const ulong MwaitArmed = 0x8c;

    /// <summary>Information 1 is a page fault's error code (bit 32: the final address, bit 33: an address of the guest's page tables), information 2 the guest physical address.</summary>
    public const ulong NestedPageFault = 0x400;

    /// <summary>VMRUN refused the VMCB. Only 32 bits are stored by some CPUs.</summary>
    public const ulong Invalid = ulong.MaxValue;
}
