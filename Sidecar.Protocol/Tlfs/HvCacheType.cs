namespace Sidecar.Protocol.Tlfs;

/// <summary>Cache types.</summary>
public enum HvCacheType : uint
{
    HvCacheTypeUncached = 0x0,
    HvCacheTypeWriteCombining = 0x1,
    HvCacheTypeWriteThrough = 0x4,
    HvCacheTypeWriteProtected = 0x5,
    HvCacheTypeWriteBack = 0x6,
}
