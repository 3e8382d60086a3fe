namespace Sidecar.Hypervisor.Svm;

/// <summary>Bits of <see cref="Vmcb.Intercepts1"/> (names with 1) and <see cref="Vmcb.Intercepts2"/> (AMD APM volume 2, appendix B).</summary>
public static class InterceptBits
{
    public const uint Interrupt1 = 1U << 0;
    public const uint Nmi1 = 1U << 1;
    public const uint Smi1 = 1U << 2;
    public const uint Init1 = 1U << 3;
    public const uint VirtualInterrupt1 = 1U << 4;
    public const uint Rdpmc1 = 1U << 15;
    public const uint Cpuid1 = 1U << 18;
    public const uint Rsm1 = 1U << 19;
    public const uint Iret1 = 1U << 20;
    public const uint Invd1 = 1U << 22;
    public const uint Hlt1 = 1U << 24;
    public const uint Invlpga1 = 1U << 26;
    public const uint IoPort1 = 1U << 27;
    public const uint Msr1 = 1U << 28;
    public const uint Shutdown1 = 1U << 31;
    public const uint Vmrun2 = 1U << 0;
    public const uint Vmmcall2 = 1U << 1;
    public const uint Vmload2 = 1U << 2;
    public const uint Vmsave2 = 1U << 3;
    public const uint Stgi2 = 1U << 4;
    public const uint Clgi2 = 1U << 5;
    public const uint Skinit2 = 1U << 6;
    public const uint Monitor2 = 1U << 10;
    public const uint Mwait2 = 1U << 11;
    public const uint MwaitArmed2 = 1U << 12;
}
