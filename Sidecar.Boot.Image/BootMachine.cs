using System;
using System.Diagnostics;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Machine;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Shim;
using Sidecar.Cosmos.Plugs;

namespace Sidecar.Boot.Image;

/// <summary>The real machine, identity-mapped.</summary>
internal readonly unsafe struct BootMachine : IMonitorMachine
{
    public static ulong MappedEnd => BootCalls.IdentityEnd();

    public static PhysicalRange Image
    {
        get
        {
            var layout = stackalloc ulong[5];
            BootCalls.ImageLayout(layout);
            return new(layout[0], layout[4]);
        }
    }

    public static ulong Timestamp => (ulong)Stopwatch.GetTimestamp();

    public static Span<byte> Map(ulong address, ulong length)
    {
        var end = MappedEnd;
        // Address 0 stands for nothing, wherever boot information has it.
        return address == 0 || address >= end || length > end - address || length > int.MaxValue
            ? default
            // SAFETY: the range lies within the identity map, which nobody changes.
            : new((void*)address, (int)length);
    }

    public static byte ReadByte(ushort port) => Port.Read(port);

    public static void WriteByte(ushort port, byte value) => Port.Write(port, value);

    public static void WriteWord(ushort port, ushort value) => Port.Write(port, value);

    public static CpuidRegisters Cpuid(uint leaf, uint subleaf)
    {
        var registers = stackalloc uint[4];
        Cosmos.Plugs.Cpuid.Query(leaf, subleaf, registers);
        return new(registers[0], registers[1], registers[2], registers[3]);
    }

    public static ulong ReadMsr(uint register) => Msr.Read(register);

    public static void WriteMsr(uint register, ulong value) => Msr.Write(register, value);

    public static void WriteInterruptCommand(ulong command) => BootCalls.WriteInterruptCommand(command);

    public static void Pause() => Wait.Pause();

    public static ulong JobEntry => BootCalls.JobEntry();

    public static void ReadParkedState(out ParkedState state)
    {
        ParkedState read;
        BootCalls.ReadParkedState(&read);
        state = read;
    }

    public static void WaitForInterrupt() => Wait.ForInterrupt();

    public static void Print(ReadOnlySpan<byte> text) => new Uart<BootMachine>(SerialPorts.Com1).Write(text);

    public static void InstallTrampoline(ulong page, ulong mailbox, uint count, ulong stacks)
        => BootCalls.InstallTrampoline(page, mailbox, count, stacks);

    public static ulong HypervisorBytes(ref ShimState state) => Hypervisor.HypervisorTakeover.Bytes(ref state);

    public static bool LaunchHypervisor(ref ShimState state) => Hypervisor.HypervisorTakeover.Launch(ref state);

    public static ulong Hypercall(ulong page, ulong control, ulong input, ulong output) => HypercallPage.Call((void*)page, control, input, output);

    public static bool CallSidecar(ulong entry, ulong parameters, ulong output) => KernelCall.Call(entry, parameters, output);

    public static void StartLinux(ulong entry, ulong parameters) => BootCalls.StartLinux(entry, parameters);
}
