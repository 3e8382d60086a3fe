using System;
using System.Collections.Generic;
using Sidecar.Hypervisor.Machine;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>A machine for tests: memory is the process's, a physical address its own; the rest is recorded in <see cref="State"/>, which each thread has for itself.</summary>
public readonly unsafe struct TestMachine : IHypervisorMachine
{
    [ThreadStatic]
    private static TestState? t_state;

    /// <summary>What the machine did and holds.</summary>
    public static TestState State => t_state ??= new TestState();

    /// <summary>Begins anew.</summary>
    public static TestState Reset() => t_state = new TestState();

    public static ulong Timestamp => State.Timestamp;

    public static byte* Physical(ulong address) => State.Memory + address;

    public static ulong ReadMsr(uint register) => State.Msrs.GetValueOrDefault(register);

    public static void WriteMsr(uint register, ulong value) => State.Msrs[register] = value;

    public static bool TryReadMsr(uint register, out ulong value) => State.Msrs.TryGetValue(register, out value);

    public static bool TryWriteMsr(uint register, ulong value)
    {
        State.Msrs[register] = value;
        return true;
    }

    public static void Cpuid(uint leaf, uint subleaf, uint* registers)
    {
        var (a, b, c, d) = State.CpuidLeaves.GetValueOrDefault((leaf, subleaf));
        registers[0] = a;
        registers[1] = b;
        registers[2] = c;
        registers[3] = d;
    }

    public static ulong ReadDebugRegister(int number) => State.DebugRegisters[number];

    public static void WriteDebugRegister(int number, ulong value) => State.DebugRegisters[number] = value;

    public static ulong ReadXcr0() => State.Xcr0;

    public static bool TryWriteXcr0(ulong value)
    {
        if ((value & 1) == 0)
        {
            return false;
        }

        State.Xcr0 = value;
        return true;
    }

    public static uint MxcsrMask => 0;

    public static void SaveX87(Fxsave* to) => X87Part.Copy(ref State.X87, ref *to);

    public static void LoadX87(Fxsave* from) => X87Part.Copy(ref *from, ref State.X87);

    public static void SaveToVmcb(ulong address) => State.Log.Add($"vmsave {address:x}");

    public static void LoadFromVmcb(ulong address) => State.Log.Add($"vmload {address:x}");

    public static void SendInterrupt(ulong command) => State.Log.Add($"icr {command:x}");

    public static void TakeNmi() => State.Log.Add("take nmi");

    public static void WaitForNmi() => State.Log.Add("wait");

    public static void Pause() => State.Timestamp++;

    public static void Print(ReadOnlySpan<byte> text) => State.Output += System.Text.Encoding.ASCII.GetString(text);

    public static void Fail() => throw new InvalidOperationException("the hypervisor ended the machine: " + State.Output);
}
