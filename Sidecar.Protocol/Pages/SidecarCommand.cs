namespace Sidecar.Protocol.Pages;

/// <summary>What a VP is asked to do. 0x1000 and above are user handlers.</summary>
public enum SidecarCommand : uint
{
    NONE = 0x0,
    RUN_VP = 0x1,
    GET_VP_REGISTERS = 0x2,
    SET_VP_REGISTERS = 0x3,
    TRANSLATE_GVA = 0x4,
}
