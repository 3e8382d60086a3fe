using System;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>Single instructions of the calling VP.</summary>
internal static unsafe class Cpu
{
    internal const ulong InvalidOpcode = 6;
    internal const ulong GeneralProtection = 13;
    internal const uint X2ApicIcr = 0x830;
    internal const uint X2ApicId = 0x802;

    /// <summary>RDMSR; false when it raises an exception.</summary>
    internal static bool TryReadMsr(uint msr, out ulong value)
    {
        var state = Snippet.Fresh();
        state->Rcx = msr;
        var vector = Snippet.Run(state, [0x0f, 0x32]);
        value = (uint)state->Rax | (state->Rdx << 32);
        return vector == CpuState.NoVector;
    }

    /// <summary>RDMSR of a register that is there; all ones when it is not.</summary>
    internal static ulong ReadMsr(uint msr) => TryReadMsr(msr, out var value) ? value : ulong.MaxValue;

    /// <summary>WRMSR; the vector of the exception it raised.</summary>
    internal static ulong WriteMsr(uint msr, ulong value)
    {
        var state = Snippet.Fresh();
        state->Rcx = msr;
        state->Rax = (uint)value;
        state->Rdx = value >> 32;
        return Snippet.Run(state, [0x0f, 0x30]);
    }

    /// <summary>CPUID: EAX, EBX, ECX, EDX.</summary>
    internal static void Cpuid(uint leaf, uint subleaf, uint* registers)
    {
        var state = Snippet.Fresh();
        state->Rax = leaf;
        state->Rcx = subleaf;
        Snippet.Run(state, [0x0f, 0xa2]);
        registers[0] = (uint)state->Rax;
        registers[1] = (uint)state->Rbx;
        registers[2] = (uint)state->Rcx;
        registers[3] = (uint)state->Rdx;
    }

    /// <summary>A control register's value.</summary>
    internal static ulong ReadControl(int number)
    {
        var state = Snippet.Fresh();
        Snippet.Run(state, [Prefix(number), 0x0f, 0x20, (byte)(0xc0 | ((number & 7) << 3))]);
        return state->Rax;
    }

    /// <summary>Writes a control register; the vector of the exception it raised.</summary>
    internal static ulong WriteControl(int number, ulong value)
    {
        var state = Snippet.Fresh();
        state->Rax = value;
        return Snippet.Run(state, [Prefix(number), 0x0f, 0x22, (byte)(0xc0 | ((number & 7) << 3))]);
    }

    /// <summary>A debug register's value.</summary>
    internal static ulong ReadDebug(int number)
    {
        var state = Snippet.Fresh();
        Snippet.Run(state, [0x0f, 0x21, (byte)(0xc0 | (number << 3))]);
        return state->Rax;
    }

    /// <summary>Writes a debug register.</summary>
    internal static void WriteDebug(int number, ulong value)
    {
        var state = Snippet.Fresh();
        state->Rax = value;
        Snippet.Run(state, [0x0f, 0x23, (byte)(0xc0 | (number << 3))]);
    }

    /// <summary>Reads eight bytes of memory; the vector of the exception it raised.</summary>
    internal static ulong TryReadMemory(ulong address)
    {
        var state = Snippet.Fresh();
        state->Rsi = address;
        return Snippet.Run(state, [0x48, 0x8b, 0x06]);
    }

    /// <summary>Writes eight bytes of memory; the vector of the exception it raised.</summary>
    internal static ulong TryWriteMemory(ulong address, ulong value)
    {
        var state = Snippet.Fresh();
        state->Rsi = address;
        state->Rax = value;
        return Snippet.Run(state, [0x48, 0x89, 0x06]);
    }

    /// <summary>A command to the x2APIC: a vector, a delivery mode from bit 8, and the target.</summary>
    internal static void Send(uint apicId, uint command) => WriteMsr(X2ApicIcr, ((ulong)apicId << 32) | command | 0x4000);

    /// <summary>REX, with R for registers from 8 on.</summary>
    private static byte Prefix(int number) => number < 8 ? (byte)0x40 : (byte)0x44;
}
