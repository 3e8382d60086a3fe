using System;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>Names of the CPU's exceptions (AMD64 Architecture Programmer's Manual, volume 2, chapter 8).</summary>
public static class ExceptionNames
{
    /// <summary>Non-maskable interrupt.</summary>
    public const byte Nmi = 2;

    /// <summary>Double fault.</summary>
    public const byte DoubleFault = 8;

    /// <summary>General protection.</summary>
    public const byte GeneralProtection = 13;

    /// <summary>Page fault.</summary>
    public const byte PageFault = 14;

    /// <summary>Machine check.</summary>
    public const byte MachineCheck = 18;

    /// <summary>Mnemonic and name of a vector.</summary>
    public static ReadOnlySpan<byte> Of(byte vector) => vector switch
    {
        0 => "#DE divide error"u8,
        1 => "#DB debug"u8,
        2 => "NMI"u8,
        3 => "#BP breakpoint"u8,
        4 => "#OF overflow"u8,
        5 => "#BR bound range"u8,
        6 => "#UD invalid opcode"u8,
        7 => "#NM device not available"u8,
        8 => "#DF double fault"u8,
        10 => "#TS invalid TSS"u8,
        11 => "#NP segment not present"u8,
        12 => "#SS stack"u8,
        13 => "#GP general protection"u8,
        14 => "#PF page fault"u8,
        16 => "#MF x87"u8,
        17 => "#AC alignment check"u8,
        18 => "#MC machine check"u8,
        19 => "#XF SIMD"u8,
        20 => "#VE virtualization"u8,
        21 => "#CP control protection"u8,
        28 => "#HV hypervisor injection"u8,
        29 => "#VC VMM communication"u8,
        30 => "#SX security"u8,
        _ => "reserved exception"u8,
    };
}
