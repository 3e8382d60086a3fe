namespace Sidecar.Protocol.Tlfs;

/// <summary>Who crashed, as the crash MSRs name it: eight characters in one number (openhcl.txt).</summary>
public static class CrashComponent
{
    /// <summary>The sidecar kernel: "SIDECARK", the first character in the highest byte.</summary>
    public const ulong SidecarKernel = 0x5349_4445_4341_524b;

    /// <summary>The boot shim: "BOOTSHIM", the first character in the lowest byte.</summary>
    public const ulong BootShim = 0x4d49_4853_544f_4f42;
}
