namespace Sidecar.Hypervisor.Events;

/// <summary>Which vectors VMRUN takes for exceptions (AMD APM volume 2, 15.20): those that are one. Vector 2 is NMI, 9 and 15 are nobody's, and what lies above 19 needs features that no guest here has.</summary>
public static class ExceptionVectors
{
    /// <summary>#DB; its parameter goes to DR6.</summary>
    public const byte Debug = 1;

    /// <summary>#BP, which INT3 raises.</summary>
    public const byte Breakpoint = 3;

    /// <summary>#OF, which INTO raises.</summary>
    public const byte Overflow = 4;

    /// <summary>#PF; its parameter goes to CR2.</summary>
    public const byte PageFault = 14;

    private const uint Exceptions = 0xf_7dfb;

    /// <summary>Whether there is an exception of that number.</summary>
    public static bool Contains(uint vector) => vector < 32 && ((Exceptions >> (int)vector) & 1) != 0;
}
