using Shouldly;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Boot.Time;
using Xunit;

namespace Sidecar.Boot.Tests.Time;

public sealed class TscCalibrationTests
{
    private readonly Simulation.Simulation _machine = new();

    [Fact]
    public void The_crystal_tells() => Calibrate().ShouldBe((1_000_000_000UL, TscSource.Crystal));

    [Theory]
    [InlineData(0, 40, 25_000_000)]
    [InlineData(1, 0, 25_000_000)]
    [InlineData(1, 40, 0)]
    public void A_crystal_leaf_that_does_not_tell_all_is_passed_over(uint denominator, uint numerator, uint crystal)
    {
        _machine.Leaves[0x15] = new(denominator, numerator, crystal, 0);
        Calibrate().Source.ShouldBe(TscSource.Assumed);
    }

    [Fact]
    public void The_hypervisor_tells()
    {
        _machine.Leaves[0x15] = default;
        _machine.Leaves[0x4000_0000] = new(0x4000_0010, 0, 0, 0);
        _machine.Leaves[0x4000_0010] = new(2_600_000, 0, 0, 0);
        Calibrate().ShouldBe((2_600_000_000UL, TscSource.Hypervisor));
    }

    [Fact]
    public void Without_a_hypervisor_its_leaf_means_nothing()
    {
        _machine.Leaves[0x15] = default;
        _machine.Leaves[1] = default;
        _machine.Leaves[0x4000_0000] = new(0x4000_0010, 0, 0, 0);
        _machine.Leaves[0x4000_0010] = new(2_600_000, 0, 0, 0);
        Calibrate().Source.ShouldBe(TscSource.Assumed);
    }

    [Theory]
    [InlineData(500.0)]
    [InlineData(2514.25)]
    [InlineData(4190.0)]
    public void The_interval_timer_is_measured(double ticksPerPeriod)
    {
        _machine.Leaves[0x15] = default;
        _machine.Timer = new(() => _machine.Now, ticksPerPeriod);
        var (frequency, source) = Calibrate();
        source.ShouldBe(TscSource.IntervalTimer);
        ((double)frequency).ShouldBe(ticksPerPeriod * 1_193_182, ticksPerPeriod * 1_193_182 * 0.005);
    }

    [Fact]
    public void A_measurement_that_was_held_up_is_not_used()
    {
        _machine.Leaves[0x15] = default;
        // Every look at the clock takes longer than the timer counts.
        _machine.TicksPerLook = 100_000_000;
        _machine.Timer = new(() => _machine.Now, 1000);
        Calibrate().Source.ShouldBe(TscSource.Assumed);
    }

    [Fact]
    public void The_base_frequency_is_better_than_nothing()
    {
        _machine.Leaves[0] = new(0x16, 0, 0, 0);
        _machine.Leaves[0x15] = default;
        _machine.Leaves[0x16] = new(2_400, 0, 0, 0);
        Calibrate().ShouldBe((2_400_000_000UL, TscSource.BaseFrequency));
    }

    [Fact]
    public void Ticks_and_microseconds()
    {
        var clock = new Clock(2_596_000_000, TscSource.Crystal);
        clock.Ticks(10).ShouldBe(25_960UL);
        clock.Microseconds(25_960).ShouldBe(10UL);
        default(Clock).Microseconds(5).ShouldBe(0UL);
    }

    private (ulong Frequency, TscSource Source) Calibrate()
    {
        _machine.Use();
        var clock = TscCalibration<SimulatedMachine>.Calibrate();
        return (clock.Frequency, clock.Source);
    }
}
