using System;
using System.Runtime.InteropServices;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Calls that return: a guarded function, the hypercall page, CPUID.</summary>
internal static unsafe class CallChecks
{
    private static ulong s_argument;

    internal static void Run()
    {
        GuardFrame guard;
        var returned = TestVp.CallGuarded((delegate*<void*, void>)&Note, (void*)0x1234_5678_9abc, &guard);
        TestOutput.Check(returned && s_argument == 0x1234_5678_9abc && guard.Vector == byte.MaxValue, "Guard: a function that returns gets its argument"u8);
        TestOutput.Check(Probes.State()->KeptRegisters && guard.RecoveryStack != 0, "Guard: a function that returns leaves registers and stack"u8);

        var result = Probes.Hypercall(Probes.HypercallPage(), 0, 0x5555_6666_7777_8888, 0x1111_2222_3333_4444, 0x9999_aaaa_bbbb_cccc);
        var call = Probes.LastHypercall();
        TestOutput.Check(call[0] == 0x1111_2222_3333_4444, "Hypercall: control in RCX"u8);
        TestOutput.Check(call[1] == 0x5555_6666_7777_8888, "Hypercall: input in RDX"u8);
        TestOutput.Check(call[2] == 0x9999_aaaa_bbbb_cccc, "Hypercall: output in R8"u8);
        TestOutput.Check(result == 0x0123_4567_89ab_cdef && Probes.State()->KeptRegisters, "Hypercall: the result, and registers and stack as they were"u8);

        CheckCpuid();
        var earlier = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestOutput.Check((ulong)System.Diagnostics.Stopwatch.GetTimestamp() > earlier, "ReadTsc: grows"u8);
    }

    private static void CheckCpuid()
    {
        var registers = stackalloc uint[5];
        registers[4] = 0x5a5a_5a5a;
        Probes.Cpuid(0, 0, registers);
        Span<uint> name = stackalloc uint[] { registers[1], registers[3], registers[2] };
        var vendor = MemoryMarshal.AsBytes(name);
        TestOutput.Check(
            vendor.SequenceEqual("AuthenticAMD"u8) || vendor.SequenceEqual("GenuineIntel"u8),
            "Cpuid: EAX, EBX, ECX, EDX in this order"u8);
        TestOutput.Check(registers[4] == 0x5a5a_5a5a && Probes.State()->KeptRegisters, "Cpuid: writes no more, and keeps RBX"u8);
        Cpuid.Query(7, 0, registers);
        var features = registers[1];
        Cpuid.Query(7, 77, registers);
        TestOutput.Check(features != 0 && registers[1] == 0, "Cpuid: by subleaf"u8);
    }

    private static void Note(void* argument) => s_argument = (ulong)argument;
}
