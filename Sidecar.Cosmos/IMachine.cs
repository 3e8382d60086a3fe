using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos;

/// <summary>
/// What the kernel needs of the CPU it runs on. The image implements it with assembler plugs, the tests with a simulated machine; generics make both free.
/// Every member acts on the calling CPU.
/// </summary>
public unsafe interface IMachine : ISharedMemory
{
    /// <summary>What all CPUs of this kernel share: written by the base CPU during initialisation, read by everybody afterwards.</summary>
    static abstract ImageState* Image { get; }

    /// <summary>The memory behind a virtual address of the CPU's current address space.</summary>
    static abstract byte* At(ulong virtualAddress);

    /// <summary>Forgets the translation of one page after its entry changed.</summary>
    static abstract void InvalidatePage(ulong virtualAddress);

    /// <summary>
    /// Atomically enables interrupts and waits for one; returns with interrupts disabled again. An interrupt that was pending already ends the wait at once, so
    /// a check made with interrupts disabled before the call cannot miss one.
    /// </summary>
    static abstract void WaitForInterrupt();

    /// <summary>As <see cref="WaitForInterrupt"/>, but a store to the cache line of <paramref name="location"/> ends the wait too, unless it no longer holds <paramref name="value"/> to begin with.</summary>
    static abstract void WaitForInterruptOrStore(ref byte location, byte value);

    /// <summary>Lets every pending interrupt be taken, then disables interrupts again.</summary>
    static abstract void OpenInterruptWindow();

    /// <summary>Stops the CPU for good: interrupts off, halted; only INIT ends it.</summary>
    static abstract void StopCpu();

    /// <summary>Tells the CPU that it is in a spin loop.</summary>
    static abstract void Pause();

    /// <summary>Sends a fixed interrupt by the x2APIC. All earlier stores are visible to the target before the interrupt arrives.</summary>
    static abstract void SendInterrupt(uint apicId, byte vector);

    /// <summary>Reads a model-specific register that is known to exist.</summary>
    static abstract ulong ReadMsr(uint register);

    /// <summary>Writes a model-specific register that is known to take the value.</summary>
    static abstract void WriteMsr(uint register, ulong value);

    /// <summary>Reads a model-specific register; false when the CPU refuses (#GP).</summary>
    static abstract bool TryReadMsr(uint register, out ulong value);

    /// <summary>Writes a model-specific register; false when the CPU refuses the register or the value (#GP).</summary>
    static abstract bool TryWriteMsr(uint register, ulong value);

    /// <summary>Reads debug register <paramref name="number"/>: 0 to 3 or 6.</summary>
    static abstract ulong ReadDebugRegister(int number);

    /// <summary>Writes debug register <paramref name="number"/>: 0 to 3 or 6; false when the CPU refuses the value (#GP).</summary>
    static abstract bool TryWriteDebugRegister(int number, ulong value);

    /// <summary>Executes CPUID.</summary>
    static abstract CpuidResult Cpuid(uint leaf, uint subleaf);

    /// <summary>Time stamp counter.</summary>
    static abstract ulong ReadTimestamp();

    /// <summary>Reads an I/O port.</summary>
    static abstract byte ReadPort(ushort port);

    /// <summary>Writes an I/O port.</summary>
    static abstract void WritePort(ushort port, byte value);

    /// <summary>Copies the hypervisor's hypercall page to where <see cref="Hypercall"/> and <see cref="ReturnToLowerVtl"/> execute it. During initialisation only.</summary>
    static abstract void CopyHypercallPage(byte* source);

    /// <summary>Hypercall through the hypercall page: TLFS control word in, result value out; addresses are physical.</summary>
    static abstract ulong Hypercall(ulong control, ulong inputAddress, ulong outputAddress);

    /// <summary>
    /// Returns to VTL0 on this CPU with the registers of <paramref name="context"/> (RAX and RCX travel through the assist page) and comes back when VTL2 is entered again,
    /// the registers saved. Entered for an interrupt while <paramref name="status"/> is RUN, it may take the interrupt and return to VTL0 by itself, as the caller would with
    /// <see cref="OpenInterruptWindow"/> and another call. False when the CPU refused the x87/SSE state, which the host wrote; VTL0 was not entered then.
    /// </summary>
    static abstract bool ReturnToLowerVtl(CpuContextX64* context, HvVpAssistPage* assist, byte* status);

    /// <summary>
    /// Calls <paramref name="function"/> so that a CPU exception inside it ends the call instead of the kernel. While the call is in progress,
    /// <paramref name="guard"/> is the VP's current guard. False when an exception ended the call; <paramref name="guard"/> then says which.
    /// </summary>
    static abstract bool CallGuarded(delegate*<void*, void> function, void* argument, GuardFrame* guard);

    /// <summary>Virtual address where a started VP enters the kernel.</summary>
    static abstract ulong ApEntry { get; }

    /// <summary>Physical address where a CPU enters the kernel from the wake-up mailbox, RDI = physical address of its InitialVpContextX64.</summary>
    static abstract ulong MailboxEntry { get; }
}
