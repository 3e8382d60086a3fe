namespace Sidecar.Simulation.Processors;

/// <summary>DR0 to DR3 and DR6.</summary>
public sealed class DebugRegisters
{
    private const int Status = 6;
    private const ulong StatusAtReset = 0xffff_0ff0;
    private readonly ulong[] _values = new ulong[Status + 1];

    internal DebugRegisters() => _values[Status] = StatusAtReset;

    /// <summary>A register's value.</summary>
    /// <param name="number">0 to 3 or 6.</param>
    public ulong this[int number] => _values[number];

    /// <summary>False when the CPU refuses the value (#GP): the upper half of DR6 must be zero (AMD64 APM, volume 2, 13.1.1).</summary>
    internal bool TryWrite(int number, ulong value)
    {
        if (number == Status && value >> 32 != 0)
        {
            return false;
        }

        _values[number] = value;
        return true;
    }
}
