using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Search;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>
/// One node with its host: control page, command pages, slots, and the actors that work on them. Host threads run the real node protocol, VPs the kernel's real
/// code from the moment they come up until they leave.
/// </summary>
public sealed unsafe class NodeWorld : IDisposable
{
    /// <summary>The node's request vector (openhcl.txt has none fixed; the kernel's is 0x20).</summary>
    public const byte RequestVector = 0x20;

    /// <summary>The host's vector.</summary>
    public const byte ResponseVector = 0xf3;

    /// <summary>APIC id of the host's CPU.</summary>
    public const uint ResponseApicId = 7;

    private const int CommandPages = 1;
    private const int PagesPerVp = 2;
    private static readonly int[] PrivateSlots =
    [
        AddressSpace.GlobalsSlot, AddressSpace.PageTableSlot, AddressSpace.HypercallInputSlot, AddressSpace.HypercallOutputSlot, AddressSpace.AssistPageSlot,
        AddressSpace.RegisterPageSlot,
    ];

    [ThreadStatic]
    private static NodeWorld? current;

    private readonly int _vpCount;
    private readonly ScratchMemory _shared;
    private readonly ScratchMemory _private = new(PrivateSlots.Length + 4);
    private readonly List<(string Name, Action Body)> _hosts = [];
    private readonly List<(string Name, Action Body)> _vps = [];
    private readonly List<Cell> _cells = [];
    private readonly Dictionary<nint, int> _cellNumbers = [];
    private readonly PlainMemory _plain = new();
    private int _actor;
    private long _progress;
    private uint? _firstReading;
    private uint _sleepers;
    private bool _hasWaited;
    private readonly Interner<byte[]> _globals = new(BytesComparer.Instance);

    /// <summary>Makes a node.</summary>
    /// <param name="vpCount">Number of VPs; all of them belong to the sidecar.</param>
    public NodeWorld(int vpCount)
    {
        _vpCount = vpCount;
        _shared = new(CommandPages + (vpCount * PagesPerVp) + 1);
    }

    /// <summary>The world whose actor runs on this thread.</summary>
    public static NodeWorld Current => current ?? throw new InvalidOperationException("no world on this thread");

    /// <summary>The kernel's shared state: no node left to start, no hypervisor unless a scenario sets it.</summary>
    public ImageState* Image => (ImageState*)_private.Page(PrivateSlots.Length);

    /// <summary>Whether the host polls instead of sleeping; it then sets no response vector.</summary>
    public bool HostPolls { get; init; }

    /// <summary>Whether the response vector is set before the scenario begins, as the protocol asks.</summary>
    public bool ResponseIsSet { get; init; } = true;

    /// <summary>Whether VPs wait with mwait.</summary>
    public bool UseMwait { get; init; }

    /// <summary>Whether the host may give CPUs back that left.</summary>
    public bool CpusReturn { get; init; }

    /// <summary>Whether there is a hypervisor and so a guest.</summary>
    public bool HasGuest { get; init; }

    /// <summary>Whether the guest may be intercepted instead of running until it is interrupted.</summary>
    public bool GuestMayIntercept { get; init; }

    /// <summary>Operations of one actor after which it counts as running for ever.</summary>
    public int MaxOperations { get; init; } = 1000;

    /// <summary>Whether interrupts may be under way for any time, see <see cref="Scenario.InterruptsArriveLate"/>.</summary>
    public bool InterruptsArriveLate { get; init; }

    /// <summary>
    /// The local state of the actor that runs: for a VP what its globals page holds, since the dispatch loop keeps nothing else while it waits; for a host
    /// thread what its script told <see cref="Progress"/>, since the protocol's waits keep nothing but their arguments. Each loop is written so that all
    /// it does after a wait starts with looking again.
    /// </summary>
    public long LocalState
    {
        get
        {
            if (_actor < _hosts.Count)
            {
                return _progress;
            }

            return 1 + _globals.Add(new ReadOnlySpan<byte>(At(AddressSpace.Slot(AddressSpace.GlobalsSlot)), sizeof(VpGlobals)).ToArray());
        }
    }

    /// <summary>See <see cref="Scenario.PlainStoresAreBuffered"/>.</summary>
    public bool PlainStoresAreBuffered { get; init; } = true;

    /// <summary>Whether the VPs are claimed before the scenario begins.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>The host threads that the response interrupt makes look again, as a mask of actors.</summary>
    public uint HostsMask => _sleepers;

    /// <summary>The same without the one that runs.</summary>
    public uint OtherHostsMask => _sleepers & ~(1u << _actor);

    private ControlPage* Control => (ControlPage*)_shared.Page(0);

    private uint* Slots => (uint*)_shared.Page(CommandPages + (_vpCount * PagesPerVp));

    private byte* Tallies => (byte*)(Slots + 512);

    /// <summary>The pages and slots, for a client.</summary>
    public NodePages Pages => new(Control, _shared.Page(CommandPages), PagesPerVp * 4096, Slots);

    /// <summary>Sends a request interrupt; nobody is interrupted when the scenario leaves the VP dead.</summary>
    public void InterruptVp(uint vpIndex)
        => ActorRun.Current.Perform(new(OperationKind.Interrupt, Value: vpIndex < _vps.Count ? 1u << (_hosts.Count + (int)vpIndex) : 0));

    /// <summary>The number of the cell at an address.</summary>
    public int CellAt(nint address) => _cellNumbers.TryGetValue(address, out var cell)
        ? cell
        : throw new InvalidOperationException("shared memory was accessed where the scenario has no cell");

    /// <summary>The memory behind an address of the running VP.</summary>
    public byte* At(ulong virtualAddress)
    {
        var slot = (int)((virtualAddress - AddressSpace.PerVpBase) / AddressSpace.PageSize);
        return slot switch
        {
            AddressSpace.ControlPageSlot => (byte*)Control,
            AddressSpace.CommandPageSlot => _shared.Page(CommandPages + ((_actor - _hosts.Count) * PagesPerVp)),
            _ => _private.Page(Array.IndexOf(PrivateSlots, slot) is >= 0 and var page ? page : throw new InvalidOperationException($"page {slot} is not mapped")),
        };
    }

    /// <summary>Lets everybody else act before the actor goes on.</summary>
    public void Yield() => ActorRun.Current.Perform(new(OperationKind.Choose, Value: 1, LocalState: LocalState));

    /// <summary>A host's script says that it came to its next step, and on what its way from there depends beside the step before.</summary>
    public void Progress(int result)
    {
        _progress = (_progress * 31) + result + 1;
        _firstReading = null;
        ActorRun.Current.Perform(new(OperationKind.Mark, LocalState: _progress));
    }

    /// <summary>A host's script says that it is at the top of a loop that carries nothing from one turn to the next.</summary>
    public void Mark() => ActorRun.Current.Perform(new(OperationKind.Mark, Value: 1, LocalState: _progress));

    /// <summary>
    /// Reads the clock for the protocol. Its waits read it first to know their deadline and then at the top of every turn, and the deadline is all they
    /// carry from one turn to the next.
    /// </summary>
    public uint ReadClock()
    {
        if (_firstReading is { } first)
        {
            return ActorRun.Current.Perform(new(OperationKind.Now, Value: first, LocalState: _progress));
        }

        _firstReading = ActorRun.Current.Perform(new(OperationKind.Now));
        return _firstReading.Value;
    }

    /// <summary>Counts something for a VP.</summary>
    public void Count(uint vp, Tally what) => ActorRun.Current.Perform(new(OperationKind.Count, CellAt(TallyAddress(vp, what))));

    /// <summary>Counts that the running VP came up.</summary>
    public void CountUp() => Count((uint)(_actor - _hosts.Count), Tally.Up);

    /// <summary>What was counted for a VP so far.</summary>
    public uint CountOf(uint vp, Tally what) => ActorRun.Current.Perform(new(OperationKind.Load, CellAt(TallyAddress(vp, what))));

    /// <summary>Waits until something was counted for a VP.</summary>
    public void AwaitCount(uint vp, Tally what)
        => ActorRun.Current.Perform(new(OperationKind.Await, CellAt(TallyAddress(vp, what)), 0, LocalState: LocalState));

    /// <summary>Waits until a cell holds a value.</summary>
    public void AwaitValue(ref byte location, byte value)
    {
        var cell = CellAt((nint)Unsafe.AsPointer(ref location));
        for (var found = ExplorerMemory.Load(ref location); found != value;)
        {
            found = (byte)ActorRun.Current.Perform(new(OperationKind.Await, cell, found));
        }
    }

    /// <summary>Whether the running VP has not waited before.</summary>
    public bool IsFirstWait()
    {
        var isFirst = !_hasWaited;
        _hasWaited = true;
        return isFirst;
    }

    /// <summary>Waits until a cell does not hold a value.</summary>
    public void AwaitChange(ref uint location, uint value)
        => ActorRun.Current.Perform(new(OperationKind.Await, CellAt((nint)Unsafe.AsPointer(ref location)), value, LocalState: LocalState));

    /// <summary>Adds a thread of the host.</summary>
    /// <typeparam name="TMemoryBug">A bug seeded into its memory accesses.</typeparam>
    /// <typeparam name="THostBug">A bug seeded into its machine.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="script">What it does.</param>
    /// <param name="sleeps">Whether it ever sleeps, and so is interrupted and woken.</param>
    public NodeWorld AddHost<TMemoryBug, THostBug>(
        string name, Action<NodeClient<BuggyMemory<TMemoryBug>, ExplorerHost<THostBug>>> script, bool sleeps = true)
        where TMemoryBug : struct, IMemoryBug
        where THostBug : struct, IHostBug
    {
        _sleepers |= sleeps ? 1u << _hosts.Count : 0;
        _hosts.Add((name, Body));
        return this;

        void Body()
        {
            var attached = NodeClient<BuggyMemory<TMemoryBug>, ExplorerHost<THostBug>>.Attach(Pages, (uint)_vpCount, default, out var client);
            PropertyViolatedException.Unless(attached == AttachResult.Attached, "the host cannot attach");
            for (uint i = 0; i < _vps.Count; i++)
            {
                // The scenario begins when the VPs have come up.
                ActorRun.Current.Perform(new(OperationKind.Await, CellAt(TallyAddress(i, Tally.Up)), 0));
            }

            Progress(0);
            script(client);
        }
    }

    /// <summary>Adds the next VP, running the kernel.</summary>
    /// <typeparam name="TBug">A bug seeded into it.</typeparam>
    public NodeWorld AddVp<TBug>()
        where TBug : struct, IMachineBug
        => AddVp(() =>
        {
            while (true)
            {
                try
                {
                    RunKernel<TBug>();
                    return;
                }
                catch (CpuStoppedException)
                {
                    AwaitSentBack();
                }
            }
        });

    /// <summary>Sends a CPU that left the sidecar back to it.</summary>
    public void SendBack(uint vp)
    {
        PropertyViolatedException.Unless(
            ExplorerMemory.Load(ref Pages.Status(vp)) == (byte)CpuStatus.REMOVED
                && ExplorerMemory.Exchange(ref *SentBack(vp), 1) == 0,
            "a CPU was sent back that is not the host's");
    }

    /// <summary>Adds the next VP, running something else.</summary>
    public NodeWorld AddVp(Action body)
    {
        _vps.Add(("vp" + _vps.Count.ToString(CultureInfo.InvariantCulture), body));
        return this;
    }

    /// <summary>The scenario, once all actors are there.</summary>
    /// <param name="checkEnd">Checks the end.</param>
    /// <param name="time">When bounded waits reach their bounds.</param>
    /// <param name="expiries">How many times at most, if at any moment.</param>
    public Scenario Build(Action<WorldEnd> checkEnd, TimePassing time = TimePassing.Never, int expiries = 1)
    {
        DefineCells();
        for (uint i = 0; i < _vpCount; i++)
        {
            var page = (CommandPage*)_shared.Page(CommandPages + ((int)i * PagesPerVp));
            _plain.Track(page, 5);
            _plain.Track(&page->RequestData, 4);
        }

        var actors = _hosts.Concat(_vps).ToList();
        return new()
        {
            ActorNames = [.. actors.Select(actor => actor.Name)],
            Bodies = [.. actors.Select((actor, index) => (Action)(() => Run(index, actor.Body)))],
            Cells = _cells,
            Plain = _plain,
            IsServer = actor => actor >= _hosts.Count,
            PlainRegionsOf = RegionsOf,
            PlainStoresAreBuffered = PlainStoresAreBuffered,
            CheckEnd = read => checkEnd(new(
                vp => (CpuStatus)read(CellAt((nint)(&Control->CpuStatus) + (nint)vp)), (vp, what) => read(CellAt(TallyAddress(vp, what))))),
            MaxOperations = MaxOperations,
            InterruptsArriveLate = InterruptsArriveLate,
            Time = time,
            Expiries = expiries,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shared.Dispose();
        _private.Dispose();
    }

    private void Run(int actor, Action body)
    {
        current = this;
        _actor = actor;
        _progress = 1;
        _firstReading = null;
        _hasWaited = false;
        if (actor >= _hosts.Count)
        {
            _private.Clear();
            Image->UseMwait = UseMwait;
            Image->HasHypervisor = HasGuest;
            var globals = (VpGlobals*)At(AddressSpace.Slot(AddressSpace.GlobalsSlot));
            globals->VpIndex = globals->NodeCpuIndex = (uint)(actor - _hosts.Count);
        }

        body();
    }

    private void RunKernel<TBug>()
        where TBug : struct, IMachineBug
    {
        try
        {
            ApMain<ExplorerMachine<TBug>, ExplorerHandlers<TBug>>.Run();
        }
        catch (KernelCrashException)
        {
            KernelFault<ExplorerMachine<TBug>>.Die((VpGlobals*)At(AddressSpace.Slot(AddressSpace.GlobalsSlot)), 13, 0, 0, 0);
        }
    }

    /// <summary>The CPU as the host's: all that comes of it is that it goes back.</summary>
    private void AwaitSentBack()
    {
        ref var sent = ref *SentBack((uint)(_actor - _hosts.Count));
        ActorRun.Current.Perform(new(OperationKind.Await, CellAt((nint)Unsafe.AsPointer(ref sent)), 0, LocalState: LocalState));
        ExplorerMemory.Exchange(ref sent, 0);
    }

    /// <summary>Behind a VP's tallies.</summary>
    private byte* SentBack(uint vp) => Tallies + (vp * 16) + 15;

    private nint TallyAddress(uint vp, Tally what) => (nint)Tallies + (nint)(vp * 16) + (nint)what;

    /// <summary>The node protocol never touches a command page, only scripts do, and those say so by a mark or by letting others act.</summary>
    private uint RegionsOf(int actor, OperationKind after)
    {
        if (actor >= _hosts.Count)
        {
            return 3u << (2 * (actor - _hosts.Count));
        }

        return after is OperationKind.Mark or OperationKind.Choose ? uint.MaxValue : 0;
    }

    private void DefineCells()
    {
        Define("cpu_count", &Control->CpuCount, (uint)_vpCount, isShared: false);
        Define("base_cpu", &Control->BaseCpu, 0, isShared: false);
        Define("request_vector", &Control->RequestVector, RequestVector, isShared: false);
        Define("response_cpu", &Control->ResponseCpu, ResponseIsSet ? ResponseApicId : 0, isShared: !ResponseIsSet);
        Define("response_vector", &Control->ResponseVector, ResponseIsSet && !HostPolls ? (uint)ResponseVector : 0, isShared: !ResponseIsSet);
        Define("needs_attention", &Control->NeedsAttention, 0, isShared: true);
        for (var i = 0; i < _vpCount; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            var initial = i < _vps.Count ? CpuStatus.RUN : CpuStatus.IDLE;
            Define($"status[{name}]", (byte*)&Control->CpuStatus + i, (uint)initial, isShared: true, value => ((CpuStatus)value).ToString());
            Define($"slot[{name}]", Slots + i, IsClaimed ? (uint)VpPhase.Claimed : 0, isShared: _hosts.Count > 1, Describe);
            if (CpusReturn)
            {
                Define($"sent-back[{name}]", SentBack((uint)i), 0, isShared: true);
            }

            foreach (var tally in Enum.GetValues<Tally>())
            {
                Define($"{tally}[{name}]", (void*)TallyAddress((uint)i, tally), 0, isShared: false);
            }
        }
    }

    private void Define(string name, void* address, uint initial, bool isShared, Func<uint, string>? meaning = null)
    {
        _cellNumbers.Add((nint)address, _cells.Count);
        _cells.Add(new(name, (nint)address, initial, isShared, meaning));
    }

    private static string Describe(uint value)
    {
        var slot = new VpSlot(value);
        return $"{slot.Phase}#{slot.Generation.ToString(CultureInfo.InvariantCulture)}"
            + (slot.StopAsked ? "+stop" : "") + (slot.RemoveAsked ? "+remove" : "") + (slot.IsGone ? "+gone" : "") + (slot.IsReturning ? "+returning" : "");
    }
}
