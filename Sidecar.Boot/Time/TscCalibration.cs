using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Time;

/// <summary>Finds the frequency of the time stamp counter: asks the CPU, then the hypervisor, then measures.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class TscCalibration<TMachine>
    where TMachine : IBootMachine
{
    private const uint HypervisorFeature = 1U << 31;
    private const ulong AssumedFrequency = 4_000_000_000;
    /// <summary>Finds it.</summary>
    public static Clock Calibrate()
    {
        var highest = TMachine.Cpuid(0, 0).Eax;
        if (highest >= 0x15 && FromCrystal(TMachine.Cpuid(0x15, 0)) is > 0 and var byCrystal)
        {
            return new(byCrystal, TscSource.Crystal);
        }

        if ((TMachine.Cpuid(1, 0).Ecx & HypervisorFeature) != 0
            && TMachine.Cpuid(0x4000_0000, 0).Eax is >= 0x4000_0010 and < 0x4001_0000
            && TMachine.Cpuid(0x4000_0010, 0).Eax is > 0 and var kilohertz)
        {
            return new(kilohertz * 1_000UL, TscSource.Hypervisor);
        }

        if (IntervalTimer<TMachine>.TryMeasureTsc(out var measured))
        {
            return new(measured, TscSource.IntervalTimer);
        }

        return highest >= 0x16 && (TMachine.Cpuid(0x16, 0).Eax & 0xffff) is > 0 and var megahertz
            ? new(megahertz * 1_000_000UL, TscSource.BaseFrequency)
            : new(AssumedFrequency, TscSource.Assumed);
    }

    private static ulong FromCrystal(CpuidRegisters leaf) => leaf.Eax == 0 ? 0 : (ulong)leaf.Ecx * leaf.Ebx / leaf.Eax;
}
