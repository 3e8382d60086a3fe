namespace Sidecar.Vmm.State;

/// <summary>Why a guest came back, as the VMM counts it.</summary>
public enum GuestExitKind : byte
{
    /// <summary>IN or OUT.</summary>
    Port,

    /// <summary>INS or OUTS.</summary>
    PortString,

    /// <summary>RDMSR.</summary>
    MsrRead,

    /// <summary>WRMSR.</summary>
    MsrWrite,

    /// <summary>CPUID.</summary>
    Cpuid,

    /// <summary>HLT.</summary>
    Halt,

    /// <summary>An access to the test device in memory.</summary>
    Device,

    /// <summary>An access to memory that is not the guest's.</summary>
    Caught,

    /// <summary>A hypercall.</summary>
    Hypercall,

    /// <summary>An exception that VTL2 asked for.</summary>
    Exception,

    /// <summary>An interrupt that VTL2 wants to inject would be taken.</summary>
    Deliverable,

    /// <summary>A triple fault.</summary>
    TripleFault,

    /// <summary>Anything else.</summary>
    Other,
}
