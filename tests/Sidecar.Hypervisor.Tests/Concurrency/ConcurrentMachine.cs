using System;
using System.Threading;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Tests.Concurrency;

/// <summary>A machine whose CPUs are threads: memory is shared, an NMI waits on its CPU until it is taken, and several that wait are one. Time that is up ends every wait.</summary>
public readonly unsafe struct ConcurrentMachine : IHypervisorMachine
{
    [ThreadStatic]
    private static int t_cpu;

    private static TestState? s_state;
    private static ManualResetEventSlim[] s_nmis = [];
    private static long s_deadline;

    public static ulong Timestamp => (ulong)Environment.TickCount64;

    /// <summary>Whether an NMI waits on this thread's CPU.</summary>
    internal static bool NmiPends => s_nmis[t_cpu].IsSet;

    public static byte* Physical(ulong address) => s_state!.Memory + address;

    public static ulong ReadMsr(uint register) => 0;

    public static void WriteMsr(uint register, ulong value)
    {
    }

    public static bool TryReadMsr(uint register, out ulong value)
    {
        value = 0;
        return false;
    }

    public static bool TryWriteMsr(uint register, ulong value) => false;

    public static void Cpuid(uint leaf, uint subleaf, uint* registers)
    {
        registers[0] = leaf == 0x8000_0008 ? 40U : 0;
        registers[1] = registers[2] = registers[3] = 0;
    }

    public static ulong ReadDebugRegister(int number) => 0;

    public static void WriteDebugRegister(int number, ulong value)
    {
    }

    public static ulong ReadXcr0() => 1;

    public static bool TryWriteXcr0(ulong value) => false;

    public static uint MxcsrMask => 0;

    public static void SaveX87(Fxsave* to)
    {
    }

    public static void LoadX87(Fxsave* from)
    {
    }

    public static void SaveToVmcb(ulong address)
    {
    }

    public static void LoadFromVmcb(ulong address)
    {
    }

    public static void SendInterrupt(ulong command)
    {
        var icr = new Icr { Raw = command };
        if (icr.DeliveryMode != DeliveryMode.NMI)
        {
            throw new InvalidOperationException($"nobody sends {command:x}");
        }

        s_nmis[(int)icr.X2apicMda].Set();
    }

    public static void TakeNmi() => s_nmis[t_cpu].Reset();

    public static void WaitForNmi()
    {
        while (!s_nmis[t_cpu].Wait(1))
        {
            Pause();
        }

        TakeNmi();
    }

    public static void Pause()
    {
        if (Environment.TickCount64 > Volatile.Read(ref s_deadline))
        {
            throw new TimeoutException("a CPU waits for what does not come");
        }

        Thread.Yield();
    }

    public static void Print(ReadOnlySpan<byte> text) => throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(text));

    public static void Fail() => throw new InvalidOperationException("the hypervisor ended the machine");

    /// <summary>Begins anew.</summary>
    internal static void Start(TestState state, int cpus, TimeSpan limit)
    {
        s_state = state;
        s_nmis = new ManualResetEventSlim[cpus];
        for (var i = 0; i < cpus; i++)
        {
            s_nmis[i] = new ManualResetEventSlim();
        }

        Volatile.Write(ref s_deadline, Environment.TickCount64 + (long)limit.TotalMilliseconds);
    }

    /// <summary>Ends every wait.</summary>
    internal static void Stop() => Volatile.Write(ref s_deadline, 0);

    /// <summary>Makes the calling thread a CPU.</summary>
    internal static void Become(int cpu) => t_cpu = cpu;
}
