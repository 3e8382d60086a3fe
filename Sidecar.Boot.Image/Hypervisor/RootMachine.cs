using System;
using System.Diagnostics;
using Sidecar.Cosmos.Plugs;
using Sidecar.Hypervisor.Launch;
using Sidecar.Hypervisor.Machine;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image.Hypervisor;

/// <summary>The real machine under the hypervisor. All memory is mapped at <see cref="RootLayout.Physical"/>, by the hypervisor's page tables and by the boot's.</summary>
internal readonly unsafe struct RootMachine : IHypervisorMachine
{
    private const uint XsaveFeature = 1U << 26;

    public static ulong Timestamp => (ulong)Stopwatch.GetTimestamp();

    // SAFETY: callers pass addresses of memory only.
    public static byte* Physical(ulong address) => (byte*)(RootLayout.Physical + address);

    public static ulong ReadMsr(uint register) => Msr.Read(register);

    public static void WriteMsr(uint register, ulong value) => Msr.Write(register, value);

    public static bool TryReadMsr(uint register, out ulong value)
    {
        ulong read = 0;
        var taken = Msr.TryRead(register, &read) != 0;
        value = read;
        return taken;
    }

    public static bool TryWriteMsr(uint register, ulong value) => Msr.TryWrite(register, value) != 0;

    public static void Cpuid(uint leaf, uint subleaf, uint* registers) => Cosmos.Plugs.Cpuid.Query(leaf, subleaf, registers);

    public static ulong ReadDebugRegister(int number) => number switch
    {
        0 => DebugRegisters.Read0(),
        1 => DebugRegisters.Read1(),
        2 => DebugRegisters.Read2(),
        _ => DebugRegisters.Read3(),
    };

    public static void WriteDebugRegister(int number, ulong value) => _ = number switch
    {
        0 => DebugRegisters.TryWrite0(value),
        1 => DebugRegisters.TryWrite1(value),
        2 => DebugRegisters.TryWrite2(value),
        _ => DebugRegisters.TryWrite3(value),
    };

    public static ulong ReadXcr0() => HasXsave ? HypervisorCalls.ReadXcr0() : 1;

    public static bool TryWriteXcr0(ulong value)
    {
        if (!HasXsave || !Xcr0.IsValid(value, Supported))
        {
            return false;
        }

        HypervisorCalls.WriteXcr0(value);
        return true;
    }

    /// <summary>Whether the CPU has XSAVE.</summary>
    public static bool HasXsave
    {
        get
        {
            var registers = stackalloc uint[4];
            Cpuid(1, 0, registers);
            return (registers[2] & XsaveFeature) != 0;
        }
    }

    private static ulong Supported
    {
        get
        {
            var registers = stackalloc uint[4];
            Cpuid(0xd, 0, registers);
            return registers[0] | ((ulong)registers[3] << 32);
        }
    }

    public static uint MxcsrMask => HypervisorCalls.MxcsrMask();

    public static void SaveX87(Fxsave* to) => HypervisorCalls.SaveX87(to);

    public static void LoadX87(Fxsave* from) => HypervisorCalls.LoadX87(from);

    public static void SaveToVmcb(ulong address) => HypervisorCalls.Save(address);

    public static void LoadFromVmcb(ulong address) => HypervisorCalls.Load(address);

    public static void SendInterrupt(ulong command) => BootCalls.WriteInterruptCommand(command);

    public static void TakeNmi() => HypervisorCalls.TakeNmi();

    public static void WaitForNmi() => HypervisorCalls.WaitForNmi();

    public static void Pause() => Wait.Pause();

    public static void Print(ReadOnlySpan<byte> text) => BootMachine.Print(text);

    public static void Fail() => Power.Exit(Power.Failed);
}
