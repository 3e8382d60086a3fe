using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Time;

/// <summary>Time by the time stamp counter.</summary>
/// <param name="frequency">Ticks a second.</param>
/// <param name="source">Where that is known from.</param>
public readonly struct Clock(ulong frequency, TscSource source)
{
    /// <summary>Ticks a second.</summary>
    public ulong Frequency { get; } = frequency;

    /// <summary>Where that is known from.</summary>
    public TscSource Source { get; } = source;

    /// <summary>Ticks in a number of microseconds (up to some hours).</summary>
    public ulong Ticks(ulong microseconds) => Frequency / 1_000 * microseconds / 1_000;

    /// <summary>Microseconds in a number of ticks (up to some hours).</summary>
    public ulong Microseconds(ulong ticks) => Frequency < 1_000_000 ? 0 : ticks / (Frequency / 1_000_000);

    /// <summary>Waits.</summary>
    public void Delay<TMachine>(ulong microseconds)
        where TMachine : IBootMachine
    {
        var start = TMachine.Timestamp;
        while (TMachine.Timestamp - start < Ticks(microseconds))
        {
            TMachine.Pause();
        }
    }
}
