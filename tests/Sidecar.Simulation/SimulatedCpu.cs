using System;
using Sidecar.Cosmos;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Image;
using Sidecar.Simulation.Memory;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation;

/// <summary>The machine as the kernel sees it: every member acts on the CPU whose thread calls it.</summary>
public readonly unsafe struct SimulatedCpu : IMachine
{
    private const byte GeneralProtection = 13;
    private const int HypercallWindow = 7;
    private const int FirstVector = 16;

    [ThreadStatic]
    private static Processor? t_current;

    /// <inheritdoc/>
    public static ImageState* Image => Current.Machine.ImageState;

    /// <inheritdoc/>
    public static ulong ApEntry => SimulatedImage.ApEntry;

    /// <inheritdoc/>
    public static ulong MailboxEntry => Current.Machine.Image.MailboxEntry;

    internal static Processor Current
    {
        get => t_current ?? throw new InvalidOperationException("this thread is no CPU of a simulated machine");
        set => t_current = value;
    }

    /// <inheritdoc/>
    public static byte* At(ulong virtualAddress) => Current.Translations.At(virtualAddress);

    /// <inheritdoc/>
    public static void InvalidatePage(ulong virtualAddress) => Current.Translations.Invalidate(virtualAddress);

    /// <inheritdoc/>
    public static void WaitForInterrupt() => Current.WaitForInterrupt();

    /// <inheritdoc/>
    public static void WaitForInterruptOrStore(ref byte location, byte value) => Current.WaitForInterruptOrStore(ref location, value);

    /// <inheritdoc/>
    public static void OpenInterruptWindow() => Current.OpenInterruptWindow();

    /// <inheritdoc/>
    public static void StopCpu() => throw new CpuStoppedException();

    /// <inheritdoc/>
    public static void Pause() => Current.Pause();

    /// <inheritdoc/>
    public static void SendInterrupt(uint apicId, byte vector)
    {
        if (vector < FirstVector)
        {
            Current.Machine.Note($"CPU {Current.VpIndex} sent the illegal vector {vector}");
            return;
        }

        Current.Machine.SendInterrupt(apicId, vector);
    }

    /// <inheritdoc/>
    public static ulong ReadMsr(uint register) => TryReadMsr(register, out var value) ? value : throw new SimulatedCpuException(GeneralProtection);

    /// <inheritdoc/>
    public static void WriteMsr(uint register, ulong value)
    {
        if (!TryWriteMsr(register, value))
        {
            throw new SimulatedCpuException(GeneralProtection);
        }
    }

    /// <inheritdoc/>
    public static bool TryReadMsr(uint register, out ulong value) => Current.Msrs.TryRead(register, out value);

    /// <inheritdoc/>
    public static bool TryWriteMsr(uint register, ulong value) => Current.TryWriteMsr(register, value);

    /// <inheritdoc/>
    public static ulong ReadDebugRegister(int number) => Current.DebugRegisters[number];

    /// <inheritdoc/>
    public static bool TryWriteDebugRegister(int number, ulong value) => Current.DebugRegisters.TryWrite(number, value);

    /// <inheritdoc/>
    public static CpuidResult Cpuid(uint leaf, uint subleaf) => Current.Machine.Cpuid[leaf, subleaf];

    /// <inheritdoc/>
    public static ulong ReadTimestamp() => Current.Machine.Timestamp;

    /// <inheritdoc/>
    public static byte ReadPort(ushort port) => Current.Machine.Ports.Read(port);

    /// <inheritdoc/>
    public static void WritePort(ushort port, byte value) => Current.Machine.Ports.Write(port, value);

    /// <inheritdoc/>
    public static void CopyHypercallPage(byte* source)
    {
        // As the image does it: the page is never writable where it is executed.
        var target = TemporaryMap<SimulatedCpu>.Map(HypercallWindow, Current.Machine.Image.HypercallPage);
        new ReadOnlySpan<byte>(source, (int)PhysicalMemory.PageSize).CopyTo(new Span<byte>(target, (int)PhysicalMemory.PageSize));
        TemporaryMap<SimulatedCpu>.Unmap(HypercallWindow);
    }

    /// <inheritdoc/>
    public static ulong Hypercall(ulong control, ulong inputAddress, ulong outputAddress)
        => Current.Machine.HypervisorOrFault().Call(Current, control, inputAddress, outputAddress);

    /// <inheritdoc/>
    public static bool ReturnToLowerVtl(CpuContextX64* context, HvVpAssistPage* assist, byte* status) => Current.Machine.HypervisorOrFault().ReturnToLowerVtl(Current, context);

    /// <inheritdoc/>
    public static bool CallGuarded(delegate*<void*, void> function, void* argument, GuardFrame* guard) => Current.CallGuarded(function, argument, guard);

    /// <inheritdoc/>
    public static byte Load(ref byte location)
    {
        Current.Machine.OnSharedAccess?.Invoke(Current, SharedAccess.Load);
        return ProcessorMemory.Load(ref location);
    }

    /// <inheritdoc/>
    public static uint Load(ref uint location) => ProcessorMemory.Load(ref location);

    /// <inheritdoc/>
    public static void Store(ref byte location, byte value) => ProcessorMemory.Store(ref location, value);

    /// <inheritdoc/>
    public static void Store(ref uint location, uint value) => ProcessorMemory.Store(ref location, value);

    /// <inheritdoc/>
    public static byte Exchange(ref byte location, byte value) => ProcessorMemory.Exchange(ref location, value);

    /// <inheritdoc/>
    public static uint Exchange(ref uint location, uint value) => ProcessorMemory.Exchange(ref location, value);

    /// <inheritdoc/>
    public static byte CompareExchange(ref byte location, byte value, byte comparand)
    {
        Current.Machine.OnSharedAccess?.Invoke(Current, SharedAccess.CompareExchange);
        return ProcessorMemory.CompareExchange(ref location, value, comparand);
    }

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand) => ProcessorMemory.CompareExchange(ref location, value, comparand);
}
