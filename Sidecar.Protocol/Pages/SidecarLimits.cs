namespace Sidecar.Protocol.Pages;

/// <summary>Sizes and numbers that both sides of the sidecar count on (openhcl.txt, Constants; <c>MAX_NODES</c> is <see cref="MaxNodes"/>).</summary>
public static class SidecarLimits
{
    /// <summary>Most nodes.</summary>
    public const int MaxNodes = 128;

    /// <summary>VPs that <see cref="PerCpuState"/> has room for.</summary>
    public const int NumCpusSupportedForPerCpuState = 400;

    /// <summary>Bytes of a page.</summary>
    public const int PageSize = 4096;

    /// <summary>Private pages of a VP.</summary>
    public const int PerVpPages = 11;

    /// <summary>Pages that a VP shares with the host: command page, register page.</summary>
    public const int PerVpShmemPages = 2;

    /// <summary>Stack pages of a VP, among its private ones.</summary>
    public const int StackPages = 3;

    /// <summary>Most registers in one GET_VP_REGISTERS or SET_VP_REGISTERS.</summary>
    public const int MaxGetSetVpRegisters = 31;

    /// <summary>Bytes of <see cref="CommandPage.RequestData"/>.</summary>
    public const int RequestDataSize = 1024;

    /// <summary>Status bytes on a control page.</summary>
    public const int MaxNodeCpus = 4032;

    /// <summary>The lowest command number that is a user handler's.</summary>
    public const uint FirstHandlerCommand = 0x1000;
}
