namespace Sidecar.Boot.Machine;

/// <summary>What a CPUID leaf answered.</summary>
/// <param name="eax">EAX.</param>
/// <param name="ebx">EBX.</param>
/// <param name="ecx">ECX.</param>
/// <param name="edx">EDX.</param>
public readonly struct CpuidRegisters(uint eax, uint ebx, uint ecx, uint edx)
{
    /// <summary>EAX.</summary>
    public uint Eax { get; } = eax;

    /// <summary>EBX.</summary>
    public uint Ebx { get; } = ebx;

    /// <summary>ECX.</summary>
    public uint Ecx { get; } = ecx;

    /// <summary>EDX.</summary>
    public uint Edx { get; } = edx;
}
