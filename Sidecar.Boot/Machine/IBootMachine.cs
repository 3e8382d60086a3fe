using System;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Machine;

/// <summary>Everything the shim needs of the machine. The image plugs the real one in, the tests a simulated one.</summary>
public interface IBootMachine : IPhysicalMemory, IPorts
{
    /// <summary>First physical address that <see cref="IPhysicalMemory.Map"/> cannot reach: memory from here on is left alone.</summary>
    static abstract ulong MappedEnd { get; }

    /// <summary>The shim's own image, its zeroed data and stacks included.</summary>
    static abstract PhysicalRange Image { get; }

    /// <summary>Time stamp counter.</summary>
    static abstract ulong Timestamp { get; }

    /// <summary>CPUID.</summary>
    static abstract CpuidRegisters Cpuid(uint leaf, uint subleaf);

    /// <summary>RDMSR.</summary>
    static abstract ulong ReadMsr(uint register);

    /// <summary>WRMSR.</summary>
    static abstract void WriteMsr(uint register, ulong value);

    /// <summary>Writes the x2APIC's interrupt command register, after making every earlier store visible to the target.</summary>
    static abstract void WriteInterruptCommand(ulong command);

    /// <summary>A moment's rest in a loop that polls memory.</summary>
    static abstract void Pause();

    /// <summary>Writes text to the console, as it is.</summary>
    static abstract void Print(ReadOnlySpan<byte> text);

    /// <summary>
    /// Puts the code that a starting CPU runs first at <paramref name="page"/> (below 1 MiB, page-aligned). A CPU that runs it looks for its APIC id in the
    /// mailbox, takes the stack of the same index, and parks as <see cref="Sidecar.Protocol.Extension.WakeSlot"/> says.
    /// </summary>
    /// <param name="page">Physical address of the page, the SIPI vector times 4,096.</param>
    /// <param name="mailbox">Physical address of the wake slots, one a VP.</param>
    /// <param name="count">Number of slots.</param>
    /// <param name="stacks">Physical address of <paramref name="count"/> stacks of <see cref="Processors.Parking.StackSize"/> bytes.</param>
    static abstract void InstallTrampoline(ulong page, ulong mailbox, uint count, ulong stacks);

    /// <summary>Bytes of memory that our hypervisor needs on the machine that <paramref name="state"/> describes.</summary>
    static abstract ulong HypervisorBytes(ref Shim.ShimState state);

    /// <summary>
    /// Puts our hypervisor below: it takes <see cref="Shim.ShimState.HypervisorMemory"/> and every parked CPU, and returns in VTL2 of the boot processor.
    /// </summary>
    /// <returns>False when the memory does not suffice; nothing has changed then.</returns>
    static abstract bool LaunchHypervisor(ref Shim.ShimState state);

    /// <summary>A hypercall through the hypercall page, all addresses physical (TLFS 3.7). Only when there is a hypervisor.</summary>
    static abstract ulong Hypercall(ulong page, ulong control, ulong input, ulong output);

    /// <summary>Calls the sidecar's entry point, <c>bool start(SidecarParams*, SidecarOutput*)</c> in the System V calling convention, on the BSP.</summary>
    static abstract bool CallSidecar(ulong entry, ulong parameters, ulong output);

    /// <summary>
    /// Enters Linux by its 64-bit entry (Documentation/arch/x86/boot.rst, "64-bit BOOT PROTOCOL"), on the identity map, with flat segments 0x10 and 0x18, interrupts off. Does not return, but on a
    /// simulated machine.
    /// </summary>
    /// <param name="entry">Physical address of the entry.</param>
    /// <param name="parameters">Physical address of <c>boot_params</c>.</param>
    static abstract void StartLinux(ulong entry, ulong parameters);
}
