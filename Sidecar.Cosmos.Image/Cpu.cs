using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Image;

/// <summary>The real machine: every member is a plug, or one instruction away from one.</summary>
internal readonly unsafe struct Cpu : IMachine
{
    private const int HypercallWindow = 7;

    /// <summary>Bytes of an interrupt table, minus one.</summary>
    public const ushort InterruptTableLimit = (DescriptorTables.InterruptCount * 16) - 1;

    private static ImageState s_image;
    private static byte* s_hypercallPage;

    /// <inheritdoc/>
    // SAFETY: a static of an unmanaged type lies in the image's data and never moves.
    public static ImageState* Image => (ImageState*)Unsafe.AsPointer(ref s_image);

    /// <inheritdoc/>
    public static ulong ApEntry => ImageSymbols.ApEntry();

    /// <inheritdoc/>
    public static ulong MailboxEntry => ImageSymbols.MailboxEntry() - AddressSpace.ImageBase + s_image.ImagePhysicalBase;

    /// <summary>Tells the kernel where it lies. Before anything else.</summary>
    public static void Locate(ulong physicalBase)
    {
        s_image.ImagePhysicalBase = physicalBase;
        s_image.ImageSize = ImageSymbols.Size();
        s_image.ImagePageTable = ImageSymbols.PageTable() - AddressSpace.ImageBase + physicalBase;
        s_hypercallPage = (byte*)ImageSymbols.HypercallPage();
        s_image.InterruptTable = ImageSymbols.Interrupts();
        s_image.InterruptTableLimit = InterruptTableLimit;
    }

    /// <inheritdoc/>
    public static byte* At(ulong virtualAddress) => (byte*)virtualAddress;

    /// <inheritdoc/>
    public static void InvalidatePage(ulong virtualAddress) => Paging.InvalidatePage(virtualAddress);

    /// <inheritdoc/>
    public static void WaitForInterrupt() => Wait.ForInterrupt();

    /// <inheritdoc/>
    public static void WaitForInterruptOrStore(ref byte location, byte value) => Wait.ForInterruptOrStore((byte*)Unsafe.AsPointer(ref location), value);

    /// <inheritdoc/>
    public static void OpenInterruptWindow() => Wait.OpenInterruptWindow();

    /// <inheritdoc/>
    public static void StopCpu() => Wait.StopCpu();

    /// <inheritdoc/>
    public static void Pause() => Wait.Pause();

    /// <inheritdoc/>
    public static void SendInterrupt(uint apicId, byte vector) => Msr.SendInterrupt(apicId, vector);

    /// <inheritdoc/>
    public static ulong ReadMsr(uint register) => Msr.Read(register);

    /// <inheritdoc/>
    public static void WriteMsr(uint register, ulong value) => Msr.Write(register, value);

    /// <inheritdoc/>
    public static bool TryReadMsr(uint register, out ulong value)
    {
        ulong result;
        var taken = Msr.TryRead(register, &result) != 0;
        value = result;
        return taken;
    }

    /// <inheritdoc/>
    public static bool TryWriteMsr(uint register, ulong value) => Msr.TryWrite(register, value) != 0;

    /// <inheritdoc/>
    public static ulong ReadDebugRegister(int number) => number switch
    {
        0 => DebugRegisters.Read0(),
        1 => DebugRegisters.Read1(),
        2 => DebugRegisters.Read2(),
        3 => DebugRegisters.Read3(),
        _ => DebugRegisters.Read6(),
    };

    /// <inheritdoc/>
    public static bool TryWriteDebugRegister(int number, ulong value) => number switch
    {
        0 => DebugRegisters.TryWrite0(value),
        1 => DebugRegisters.TryWrite1(value),
        2 => DebugRegisters.TryWrite2(value),
        3 => DebugRegisters.TryWrite3(value),
        _ => DebugRegisters.TryWrite6(value),
    } != 0;

    /// <inheritdoc/>
    public static CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        CpuidResult result;
        Plugs.Cpuid.Query(leaf, subleaf, (uint*)&result);
        return result;
    }

    /// <inheritdoc/>
    public static ulong ReadTimestamp() => (ulong)System.Diagnostics.Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public static byte ReadPort(ushort port) => Port.Read(port);

    /// <inheritdoc/>
    public static void WritePort(ushort port, byte value) => Port.Write(port, value);

    /// <inheritdoc/>
    public static void CopyHypercallPage(byte* source)
    {
        // SAFETY: the page is mapped read-execute where it runs; it is written here, once, through a window that is gone afterwards.
        var address = (ulong)s_hypercallPage - AddressSpace.ImageBase + s_image.ImagePhysicalBase;
        Unsafe.CopyBlock(TemporaryMap<Cpu>.Map(HypercallWindow, address), source, (uint)AddressSpace.PageSize);
        TemporaryMap<Cpu>.Unmap(HypercallWindow);
    }

    /// <inheritdoc/>
    public static ulong Hypercall(ulong control, ulong inputAddress, ulong outputAddress)
        => HypercallPage.Call(s_hypercallPage, control, inputAddress, outputAddress);

    /// <inheritdoc/>
    public static bool ReturnToLowerVtl(CpuContextX64* context, HvVpAssistPage* assist, byte* status)
        => HypercallPage.ReturnToLowerVtl(context, s_hypercallPage + s_image.VtlReturnOffset, assist, status) != 0;

    /// <inheritdoc/>
    public static bool CallGuarded(delegate*<void*, void> function, void* argument, GuardFrame* guard) => Guard.Call(function, argument, guard) != 0;

    /// <inheritdoc/>
    public static byte Load(ref byte location) => ProcessorMemory.Load(ref location);

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
    public static byte CompareExchange(ref byte location, byte value, byte comparand) => ProcessorMemory.CompareExchange(ref location, value, comparand);

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand) => ProcessorMemory.CompareExchange(ref location, value, comparand);
}
