using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <summary>
/// The host's side of a control page: claim, start, stop, wait, remove. The monitor, the tests and the bench drive their VPs through this one
/// implementation; the Linux driver mirrors it. Any number of threads may use copies of one client at once; a claim decides who may fill a command page.
/// <para>
/// The protocol has two halves. The <em>status byte</em> on the control page passes the word between host and VP: the host moves it IDLE to RUN, RUN to
/// STOP, and anything alive to REMOVE; the VP moves RUN and STOP to IDLE and REMOVE to REMOVED. The <em>slot</em>, host-private, says what the host expects of
/// it. Both are only ever changed by compare-exchange here, so no write of this side can overwrite one of the other side that it has not seen.
/// </para>
/// <para>What the memory ordering has to give, and what gives it (docs/protocol.md, "Node protocol", has the whole argument):</para>
/// <list type="number">
/// <item>The VP that sees RUN sees the command page: the exchange that stores RUN is a release, the VP's load an acquire.</item>
/// <item>The VP that is woken sees RUN: the store is visible before the interrupt is sent, which takes <see cref="INodeHost.FullFence"/>.</item>
/// <item>The host that sees IDLE sees the results: the VP's store is a release, the load of the status an acquire.</item>
/// <item>IDLE that is taken for an answer is one: RUN is stored before the slot says Running, and the slot is read before the status.</item>
/// <item>No answer is overlooked: the VP stores IDLE before it raises attention, the host clears attention before it looks.</item>
/// </list>
/// </summary>
/// <typeparam name="TMemory">How shared memory and the slots are read and written.</typeparam>
/// <typeparam name="THost">The machine the host runs on.</typeparam>
public readonly partial struct NodeClient<TMemory, THost>
    where TMemory : ISharedMemory
    where THost : struct, INodeHost
{
    private readonly NodePages _pages;
    private readonly THost _host;
    private readonly byte _requestVector;

    private NodeClient(NodePages pages, THost host, uint baseVp, uint count, byte requestVector)
    {
        _pages = pages;
        _host = host;
        _requestVector = requestVector;
        BaseVp = baseVp;
        Count = count;
    }

    /// <summary>Index of the node's first VP in the machine, as it was when the client attached.</summary>
    public uint BaseVp { get; }

    /// <summary>Number of VPs in the node, the base VP included, as it was when the client attached.</summary>
    public uint Count { get; }

    /// <summary>
    /// Reads what the node says about itself, once: it may be changed behind our back later, so nothing that an index is checked against is read again.
    /// </summary>
    /// <param name="pages">The node's memory.</param>
    /// <param name="slotCount">Number of slots in <paramref name="pages"/> and of command pages that are mapped.</param>
    /// <param name="host">The machine.</param>
    /// <param name="client">The client, usable when the result is <see cref="AttachResult.Attached"/>.</param>
    public static AttachResult Attach(NodePages pages, uint slotCount, THost host, out NodeClient<TMemory, THost> client)
    {
        ref var control = ref pages.Control;
        var count = TMemory.Load(ref control.CpuCount);
        var vector = TMemory.Load(ref control.RequestVector);
        client = new(pages, host, TMemory.Load(ref control.BaseCpu), count, (byte)vector);
        if (count == 0 || count > slotCount || count > SidecarLimits.MaxNodeCpus)
        {
            return AttachResult.BadCpuCount;
        }

        // Vectors 0 to 15 cannot be sent by an APIC (Intel SDM volume 3, "Valid interrupt vectors").
        return vector is < 16 or > 255 ? AttachResult.BadRequestVector : AttachResult.Attached;
    }

    /// <summary>
    /// Says which CPU a VP interrupts when it has news. To be set before the first start. The CPU is stored before the vector, and a VP reads the vector first
    /// and sends nothing while it is 0, so no VP ever interrupts a CPU that was not meant.
    /// </summary>
    /// <param name="apicId">APIC id of the CPU.</param>
    /// <param name="vector">The vector; 0 for no interrupts, when the host polls.</param>
    public void SetResponse(uint apicId, byte vector)
    {
        ref var control = ref _pages.Control;
        TMemory.Store(ref control.ResponseVector, 0);
        TMemory.Store(ref control.ResponseCpu, apicId);
        TMemory.Store(ref control.ResponseVector, vector);
        _host.FullFence();
    }

    /// <summary>Whether the node has a VP of that index.</summary>
    public bool Has(uint nodeCpuIndex) => nodeCpuIndex < Count;

    /// <summary>What the control page says of a VP right now. A value, not a promise.</summary>
    /// <param name="nodeCpuIndex">Below <see cref="Count"/>.</param>
    public CpuStatus StatusOf(uint nodeCpuIndex) => LoadStatus(nodeCpuIndex);

    /// <summary>How far this host is with a VP right now. A value, not a promise.</summary>
    /// <param name="nodeCpuIndex">Below <see cref="Count"/>.</param>
    public VpSlot SlotOf(uint nodeCpuIndex) => LoadSlot(nodeCpuIndex);

    /// <summary>A VP's command page: the caller's while it holds the claim and no command is under way.</summary>
    /// <param name="nodeCpuIndex">Below <see cref="Count"/>.</param>
    public ref CommandPage CommandPageOf(uint nodeCpuIndex) => ref _pages.Command(nodeCpuIndex);

    private VpSlot LoadSlot(uint nodeCpuIndex) => new(TMemory.Load(ref _pages.Slot(nodeCpuIndex)));

    private bool TryChangeSlot(uint nodeCpuIndex, VpSlot from, VpSlot to)
        => TMemory.CompareExchange(ref _pages.Slot(nodeCpuIndex), to.Value, from.Value) == from.Value;

    private CpuStatus LoadStatus(uint nodeCpuIndex) => (CpuStatus)TMemory.Load(ref _pages.Status(nodeCpuIndex));

    private CpuStatus ExchangeStatus(uint nodeCpuIndex, CpuStatus from, CpuStatus to)
        => (CpuStatus)TMemory.CompareExchange(ref _pages.Status(nodeCpuIndex), (byte)to, (byte)from);

    /// <summary>Interrupts a VP after everything stored so far is visible: a VP that wakes before it sees why goes back to sleep for good.</summary>
    private void Ring(uint nodeCpuIndex)
    {
        _host.FullFence();
        _host.SendRequest(BaseVp + nodeCpuIndex, _requestVector);
    }

    private ulong DeadlineAfter(ulong timeout)
    {
        var now = _host.NowNanoseconds;
        return timeout > ulong.MaxValue - now ? ulong.MaxValue : now + timeout;
    }
}
