namespace Sidecar.Protocol.Tlfs;

/// <summary>The TLFS's constants (openhcl.txt; <c>HV_PARTITION_ID_SELF</c> is <see cref="PartitionIdSelf"/>).</summary>
public static class Hv
{
    /// <summary>The caller's partition.</summary>
    public const ulong PartitionIdSelf = ulong.MaxValue;

    /// <summary>The caller's VP.</summary>
    public const uint VpIndexSelf = 0xffff_fffe;

    /// <summary>Bytes of a message.</summary>
    public const int MessageSize = 256;

    /// <summary>Bytes of a message's payload.</summary>
    public const int MessagePayloadSize = 240;
}
