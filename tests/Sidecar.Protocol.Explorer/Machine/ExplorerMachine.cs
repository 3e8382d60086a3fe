using System;
using System.Runtime.CompilerServices;
using Sidecar.Cosmos;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>The CPU under the kernel's real code. What has no part in the protocol does nothing or is refused.</summary>
/// <typeparam name="TBug">A bug seeded into it.</typeparam>
public readonly unsafe struct ExplorerMachine<TBug> : IMachine
    where TBug : struct, IMachineBug
{
    /// <inheritdoc/>
    public static ImageState* Image => NodeWorld.Current.Image;

    /// <inheritdoc/>
    public static ulong ApEntry => throw NotInPlay(nameof(ApEntry));

    /// <summary>An address in nothing: it is written down, and no CPU goes there.</summary>
    public static ulong MailboxEntry => 0;

    /// <inheritdoc/>
    public static byte* At(ulong virtualAddress) => NodeWorld.Current.At(virtualAddress);

    /// <inheritdoc/>
    public static byte Load(ref byte location) => ExplorerMemory.Load(ref location);

    /// <inheritdoc/>
    public static uint Load(ref uint location) => ExplorerMemory.Load(ref location);

    /// <inheritdoc/>
    public static void Store(ref byte location, byte value) => ExplorerMemory.Store(ref location, value);

    /// <inheritdoc/>
    public static void Store(ref uint location, uint value) => TBug.Store(ref location, value);

    /// <summary>The kernel exchanges its status byte for IDLE when it comes up.</summary>
    public static byte Exchange(ref byte location, byte value)
    {
        var before = ExplorerMemory.Exchange(ref location, value);
        if (value == (byte)CpuStatus.IDLE)
        {
            NodeWorld.Current.CountUp();
        }

        return before;
    }

    /// <inheritdoc/>
    public static uint Exchange(ref uint location, uint value) => ExplorerMemory.Exchange(ref location, value);

    /// <inheritdoc/>
    public static byte CompareExchange(ref byte location, byte value, byte comparand) => TBug.CompareExchange(ref location, value, comparand);

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand) => ExplorerMemory.CompareExchange(ref location, value, comparand);

    /// <inheritdoc/>
    public static void WaitForInterrupt() => TBug.WaitForInterrupt();

    /// <inheritdoc/>
    public static void WaitForInterruptOrStore(ref byte location, byte value)
    {
        var cell = NodeWorld.Current.CellAt((nint)Unsafe.AsPointer(ref location));
        ActorRun.Current.Perform(new(OperationKind.Await, cell, value, Comparand: 1, LocalState: NodeWorld.Current.LocalState));
    }

    /// <inheritdoc/>
    public static void OpenInterruptWindow() => TBug.OpenInterruptWindow();

    /// <inheritdoc/>
    public static void StopCpu()
    {
        if (NodeWorld.Current.CpusReturn)
        {
            throw new CpuStoppedException();
        }

        ActorRun.Current.Perform(new(OperationKind.Die));
    }

    /// <inheritdoc/>
    public static void SendInterrupt(uint apicId, byte vector)
    {
        TBug.FenceBeforeInterrupt();
        PropertyViolatedException.Unless(
            apicId == NodeWorld.ResponseApicId && vector == NodeWorld.ResponseVector,
            "a VP sent the response interrupt to a CPU or vector that was not set");
        ActorRun.Current.Perform(new(OperationKind.Interrupt, Value: NodeWorld.Current.HostsMask));
    }

    /// <summary>
    /// The guest: it either runs until an interrupt is pending for VTL2, which stays pending, or is intercepted first. One pending before ends the entry at once.
    /// </summary>
    public static bool ReturnToLowerVtl(CpuContextX64* context, HvVpAssistPage* assist, byte* status)
    {
        var intercepted = NodeWorld.Current.GuestMayIntercept && ActorRun.Current.Perform(new(OperationKind.Choose, Value: 2)) == 1;
        if (!intercepted)
        {
            ActorRun.Current.Perform(new(OperationKind.AwaitInterrupt));
        }

        assist->VtlControl.EntryReason = intercepted ? HvVtlEntryReason.INTERCEPT : HvVtlEntryReason.INTERRUPT;
        return true;
    }

    /// <inheritdoc/>
    public static bool CallGuarded(delegate*<void*, void> function, void* argument, GuardFrame* guard)
    {
        function(argument);
        return true;
    }

    /// <summary>Every hypercall succeeds and does nothing.</summary>
    public static ulong Hypercall(ulong control, ulong inputAddress, ulong outputAddress) => (control >> 32 & 0xfff) << 32;

    /// <inheritdoc/>
    public static ulong ReadMsr(uint register) => 0;

    /// <inheritdoc/>
    public static void WriteMsr(uint register, ulong value)
    {
    }

    /// <inheritdoc/>
    public static ulong ReadTimestamp() => 0;

    /// <inheritdoc/>
    public static void InvalidatePage(ulong virtualAddress)
    {
    }

    /// <inheritdoc/>
    public static void Pause() => throw NotInPlay(nameof(Pause));

    /// <inheritdoc/>
    public static bool TryReadMsr(uint register, out ulong value) => throw NotInPlay(nameof(TryReadMsr));

    /// <inheritdoc/>
    public static bool TryWriteMsr(uint register, ulong value) => throw NotInPlay(nameof(TryWriteMsr));

    /// <inheritdoc/>
    public static ulong ReadDebugRegister(int number) => throw NotInPlay(nameof(ReadDebugRegister));

    /// <inheritdoc/>
    public static bool TryWriteDebugRegister(int number, ulong value) => throw NotInPlay(nameof(TryWriteDebugRegister));

    /// <inheritdoc/>
    public static CpuidResult Cpuid(uint leaf, uint subleaf) => throw NotInPlay(nameof(Cpuid));

    /// <inheritdoc/>
    public static byte ReadPort(ushort port) => throw NotInPlay(nameof(ReadPort));

    /// <inheritdoc/>
    public static void WritePort(ushort port, byte value) => throw NotInPlay(nameof(WritePort));

    /// <inheritdoc/>
    public static void CopyHypercallPage(byte* source) => throw NotInPlay(nameof(CopyHypercallPage));

    private static NotSupportedException NotInPlay(string member) => new($"the dispatch loop is not supposed to use {member}");
}
