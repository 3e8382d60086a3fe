using Sidecar.Boot.Machine;
using Sidecar.Boot.Time;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Processors;

/// <summary>The boot processor's x2APIC.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class LocalApic<TMachine>
    where TMachine : IBootMachine
{
    private const uint X2ApicFeature = 1U << 21;
    private const uint Masked = 1U << 16;
    private const ushort FirstPicData = 0x21;
    private const ushort SecondPicData = 0xa1;

    /// <summary>Whether the CPU has an x2APIC (CPUID 1, ECX bit 21).</summary>
    public static bool IsAvailable => (TMachine.Cpuid(1, 0).Ecx & X2ApicFeature) != 0;

    /// <summary>The CPU's APIC id at reset (CPUID 1, EBX bits 24 to 31), for a CPU without an x2APIC.</summary>
    public static uint InitialId => TMachine.Cpuid(1, 0).Ebx >> 24;

    /// <summary>
    /// Turns it on and silences what the firmware may have left running: from here on, interrupts come from other CPUs only. Nothing is undone of x2APIC
    /// mode if the firmware has turned it on already.
    /// </summary>
    /// <returns>The CPU's APIC id.</returns>
    public static uint Enable()
    {
        TMachine.WriteByte(FirstPicData, 0xff);
        TMachine.WriteByte(SecondPicData, 0xff);

        var location = new ApicBase { Raw = TMachine.ReadMsr(X64Msr.ApicBase) };
        if (!location.X2apic)
        {
            // From disabled straight to x2APIC is not a legal step, through xAPIC is.
            location.Enable = true;
            TMachine.WriteMsr(X64Msr.ApicBase, location.Raw);
            location.X2apic = true;
            TMachine.WriteMsr(X64Msr.ApicBase, location.Raw);
        }

        Write(ApicRegister.TPR, 0);
        Write(ApicRegister.LVT_TIMER, Masked);
        Write(ApicRegister.LVT_LINT0, Masked);
        Write(ApicRegister.SVR, new Svr { Enable = true, Vector = BootVectors.Spurious }.Raw);
        return (uint)TMachine.ReadMsr(ApicRegister.ID.X2ApicMsr());
    }

    /// <summary>Measures the timer's rate, which nothing tells reliably, against the time stamp counter. Takes two milliseconds; the timer is stopped and masked afterwards.</summary>
    /// <returns>Counts a second, undivided.</returns>
    public static ulong MeasureTimer(Clock clock)
    {
        const uint DivideByOne = 0b1011;
        const ulong Microseconds = 2_000;
        Write(ApicRegister.LVT_TIMER, Masked | BootVectors.Timer);
        Write(ApicRegister.TIMER_DCR, DivideByOne);
        Write(ApicRegister.TIMER_ICR, uint.MaxValue);
        // The timer runs from somewhere in the write on, which takes QEMU a while; most of that is before the timer is set.
        var start = TMachine.Timestamp;
        clock.Delay<TMachine>(Microseconds);
        ulong counts = uint.MaxValue - (uint)TMachine.ReadMsr(ApicRegister.TIMER_CCR.X2ApicMsr());
        var ticks = TMachine.Timestamp - start;
        Write(ApicRegister.TIMER_ICR, 0);

        // By the ticks that really passed: a virtual CPU may have been away meanwhile. 2^32 counts times the ticks of a millisecond fit 64 bits.
        return ticks == 0 ? 0 : counts * (clock.Frequency / 1_000) / ticks * 1_000;
    }

    /// <summary>Sends INIT to a CPU: it stops whatever it did and waits for a start-up interrupt.</summary>
    public static void SendInit(uint apicId)
        => TMachine.WriteInterruptCommand(new Icr { DeliveryMode = DeliveryMode.INIT, LevelAssert = true, X2apicMda = apicId }.Raw);

    /// <summary>Sends a start-up interrupt: a CPU that waits for one starts in real mode at the page.</summary>
    public static void SendStartUp(uint apicId, ulong page)
        => TMachine.WriteInterruptCommand(
            new Icr { DeliveryMode = DeliveryMode.SIPI, LevelAssert = true, Vector = (byte)(page >> 12), X2apicMda = apicId }.Raw);

    private static void Write(ApicRegister register, uint value) => TMachine.WriteMsr(register.X2ApicMsr(), value);
}
