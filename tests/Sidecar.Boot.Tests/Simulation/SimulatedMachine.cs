using System;
using System.Collections.Generic;
using System.Text;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>The calling thread's <see cref="Simulation"/> as the shim's machine.</summary>
internal readonly struct SimulatedMachine : IBootMachine
{
    [ThreadStatic]
    private static Simulation? s_current;

    public static Simulation Current
    {
        get => s_current ?? throw new InvalidOperationException("no simulation on this thread");
        set => s_current = value;
    }

    public static ulong MappedEnd => Simulation.MemorySize;

    public static PhysicalRange Image => new(Simulation.ImageStart, Simulation.ImageEnd);

    public static ulong Timestamp => Current.Timestamp;

    public static Span<byte> Map(ulong address, ulong length)
        => address == 0 || address >= MappedEnd || length > MappedEnd - address ? default : Current.Memory.AsSpan((int)address, (int)length);

    public static byte ReadByte(ushort port) => port switch
    {
        0x511 => Current.Firmware.Read(),
        0x42 or 0x61 when Current.Timer is { } timer => timer.Read(port),
        _ => Current.Ports.GetValueOrDefault(port, (byte)0xff),
    };

    public static void WriteByte(ushort port, byte value)
    {
        if (port is 0x42 or 0x43 or 0x61)
        {
            Current.Timer?.Write(port, value);
        }
        else
        {
            Current.Ports[port] = value;
        }
    }

    public static void WriteWord(ushort port, ushort value) => Current.Firmware.Select(value);

    public static CpuidRegisters Cpuid(uint leaf, uint subleaf) => Current.Leaves.GetValueOrDefault(leaf);

    public static ulong ReadMsr(uint register) => Current.Registers[register];

    public static void WriteMsr(uint register, ulong value) => Current.Registers[register] = value;

    public static void WriteInterruptCommand(ulong command)
    {
        Current.InterruptCommands.Add(command);
        var icr = new Icr { Raw = command };
        if (icr.DeliveryMode != DeliveryMode.SIPI || Current.Dead.Contains(icr.X2apicMda) || Current.Slow.Remove(icr.X2apicMda))
        {
            return;
        }

        var slots = ProcessorStart<SimulatedMachine>.Slots(Current.Trampoline.Mailbox, (int)Current.Trampoline.Count);
        foreach (ref var slot in slots)
        {
            if (slot.ApicId == icr.X2apicMda)
            {
                slot.State = (uint)WakeSlotState.Parked;
            }
        }
    }

    public static void Pause()
    {
    }

    public static void Print(ReadOnlySpan<byte> text) => Current.Console.Append(Encoding.UTF8.GetString(text));

    public static void InstallTrampoline(ulong page, ulong mailbox, uint count, ulong stacks)
        => Current.Trampoline = (page, mailbox, count, stacks);

    public static ulong HypervisorBytes(ref ShimState state) => 0x20_0000;

    /// <summary>No simulated CPU has SVM.</summary>
    public static bool LaunchHypervisor(ref ShimState state) => false;

    public static ulong Hypercall(ulong page, ulong control, ulong input, ulong output) => throw new InvalidOperationException("there is no hypervisor");

    public static bool CallSidecar(ulong entry, ulong parameters, ulong output) => Current.Kernel(entry, parameters, output);

    public static void StartLinux(ulong entry, ulong parameters) => Current.Linux = (entry, parameters);
}
