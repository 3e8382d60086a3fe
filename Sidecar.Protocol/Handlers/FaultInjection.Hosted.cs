namespace Sidecar.Protocol.Handlers;

public static unsafe partial class FaultInjection
{
    private const byte DoubleFault = 8;
    private const byte GeneralProtection = 13;
    private const byte PageFault = 14;

    /// <inheritdoc/>
    public static partial void Raise(byte vector) => throw new SimulatedCpuException(vector);

    /// <inheritdoc/>
    public static partial void Write(ulong address) => throw new SimulatedCpuException(IsCanonical(address) ? PageFault : GeneralProtection, address);

    /// <inheritdoc/>
    public static partial void WriteText()
    {
        delegate*<void> self = &WriteText;
        throw new SimulatedCpuException(PageFault, (ulong)self);
    }

    /// <inheritdoc/>
    public static partial void OverflowStack() => throw new SimulatedCpuException(DoubleFault);

    /// <summary>Bits 63 to 47 of an address must be alike.</summary>
    private static bool IsCanonical(ulong address) => (long)(address << 16) >> 16 == (long)address;
}
