using System;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Machine;

/// <summary>What the hypervisor needs of the CPU it runs on and of the machine. The image plugs the real one in, the tests a simulated one.</summary>
public unsafe interface IHypervisorMachine
{
    /// <summary>The memory behind a physical address that is known to be memory, for as long as the caller likes. Contiguous.</summary>
    static abstract byte* Physical(ulong address);

    /// <summary>RDMSR.</summary>
    static abstract ulong ReadMsr(uint register);

    /// <summary>WRMSR of a value that the CPU takes.</summary>
    static abstract void WriteMsr(uint register, ulong value);

    /// <summary>RDMSR of a register that may not exist.</summary>
    static abstract bool TryReadMsr(uint register, out ulong value);

    /// <summary>WRMSR that the CPU may refuse.</summary>
    static abstract bool TryWriteMsr(uint register, ulong value);

    /// <summary>CPUID: EAX, EBX, ECX, EDX into four words.</summary>
    static abstract void Cpuid(uint leaf, uint subleaf, uint* registers);

    /// <summary>Time stamp counter.</summary>
    static abstract ulong Timestamp { get; }

    /// <summary>Reads DR0 to DR3, which no exit saves.</summary>
    static abstract ulong ReadDebugRegister(int number);

    /// <summary>Writes DR0 to DR3.</summary>
    static abstract void WriteDebugRegister(int number, ulong value);

    /// <summary>XCR0; 1 on a CPU without XSAVE.</summary>
    static abstract ulong ReadXcr0();

    /// <summary>Writes XCR0; false when the CPU refuses.</summary>
    static abstract bool TryWriteXcr0(ulong value);

    /// <summary>The MXCSR bits that the CPU has, as FXSAVE names them; 0 when it names none.</summary>
    static abstract uint MxcsrMask { get; }

    /// <summary>Writes the CPU's x87 registers, which are the VP's while it is not in VTL0 or VTL2 too, to bytes 0 to 23 and 32 to 159 of an FXSAVE image, and nothing else.</summary>
    static abstract void SaveX87(Fxsave* to);

    /// <summary>Loads the CPU's x87 registers from there.</summary>
    static abstract void LoadX87(Fxsave* from);

    /// <summary>VMSAVE: FS, GS, TR, LDTR, KernelGsBase, STAR to SFMASK, SYSENTER from the CPU to a VMCB.</summary>
    static abstract void SaveToVmcb(ulong address);

    /// <summary>VMLOAD: the same the other way.</summary>
    static abstract void LoadFromVmcb(ulong address);

    /// <summary>Writes the x2APIC's interrupt command register after all earlier stores.</summary>
    static abstract void SendInterrupt(ulong command);

    /// <summary>Takes the NMI that ended a guest's run, if one pends: afterwards none does.</summary>
    static abstract void TakeNmi();

    /// <summary>Waits for an NMI, which another CPU's request comes with, and takes it.</summary>
    static abstract void WaitForNmi();

    /// <summary>A moment's rest in a loop that polls memory.</summary>
    static abstract void Pause();

    /// <summary>Writes text to the machine's first serial port, as it is.</summary>
    static abstract void Print(ReadOnlySpan<byte> text);

    /// <summary>Ends the machine with a failure. Does not return on a real one.</summary>
    static abstract void Fail();
}
