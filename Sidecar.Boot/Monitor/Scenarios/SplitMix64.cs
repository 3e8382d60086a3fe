namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Random numbers that are the same every time (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").</summary>
public struct SplitMix64
{
    private ulong _state;

    /// <summary>Begins.</summary>
    /// <param name="seed">Where.</param>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>The next number.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9e37_79b9_7f4a_7c15;
            var value = (_state ^ (_state >> 30)) * 0xbf58_476d_1ce4_e5b9;
            value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
            return value ^ (value >> 31);
        }
    }

    /// <summary>The next number, below <paramref name="limit"/>.</summary>
    /// <param name="limit">At least 1.</param>
    public uint Below(uint limit) => (uint)((Next() >> 33) % limit);
}
