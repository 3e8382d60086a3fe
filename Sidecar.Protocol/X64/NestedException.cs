namespace Sidecar.Protocol.X64;

/// <summary>What becomes of an exception that is raised while another is being delivered (AMD APM volume 2, 8.2.9).</summary>
public static class NestedException
{
    /// <summary>#DE, #TS, #NP, #SS, #GP.</summary>
    private const uint Contributory = (1U << 0) | (1U << 10) | (1U << 11) | (1U << 12) | (1U << 13);

    private const uint PageFault = 1U << 14;

    /// <summary>The exception that the CPU delivers; false for a triple fault.</summary>
    /// <param name="first">The one that was being delivered.</param>
    /// <param name="second">The one that was raised by that.</param>
    /// <param name="result">Their sum: the second, or a double fault, whose error code is 0.</param>
    public static bool TryCombine(ExceptionVector first, ExceptionVector second, out ExceptionVector result)
    {
        var isSerious = (Bit(second) & (Contributory | PageFault)) != 0;
        var becomesDouble = (Bit(first) & Contributory) != 0 ? (Bit(second) & Contributory) != 0 : (Bit(first) & PageFault) != 0 && isSerious;
        result = becomesDouble ? ExceptionVector.DOUBLE_FAULT : second;
        return first != ExceptionVector.DOUBLE_FAULT || !isSerious;
    }

    private static uint Bit(ExceptionVector vector) => (uint)vector < 32 ? 1U << (int)vector : 0;
}
