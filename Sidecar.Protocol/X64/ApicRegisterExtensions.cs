namespace Sidecar.Protocol.X64;

/// <summary>Where an APIC register is.</summary>
public static class ApicRegisterExtensions
{
    /// <summary>The register's MSR in x2APIC mode.</summary>
    public static uint X2ApicMsr(this ApicRegister register) => X64Msr.X2ApicBase + (uint)register;
}
