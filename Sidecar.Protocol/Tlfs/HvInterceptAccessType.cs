namespace Sidecar.Protocol.Tlfs;

/// <summary>What the intercepted access was.</summary>
public enum HvInterceptAccessType : byte
{
    READ = 0x0,
    WRITE = 0x1,
    EXECUTE = 0x2,
}
