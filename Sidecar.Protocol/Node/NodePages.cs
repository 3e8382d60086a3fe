using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <summary>
/// Where a node's memory is mapped in the host, and the host's own slots for it. The one file of the node protocol that holds pointers.
/// </summary>
/// <param name="control">The control page, shared with the node.</param>
/// <param name="sharedPages">The first VP's command page, shared with the VPs.</param>
/// <param name="stride">Bytes from one VP's command page to the next one's: 8,192, since a register page follows each (openhcl.txt, PER_VP_SHMEM_PAGES).</param>
/// <param name="slots">One <see cref="VpSlot"/> word a VP, zeroed, private to the host, shared by all its threads.</param>
public readonly unsafe struct NodePages(ControlPage* control, byte* sharedPages, ulong stride, uint* slots)
{
    private readonly ControlPage* _control = control;
    private readonly byte* _sharedPages = sharedPages;
    private readonly uint* _slots = slots;

    /// <summary>The control page.</summary>
    // SAFETY: whoever made this value mapped the page for as long as the node is driven.
    public ref ControlPage Control => ref *_control;

    /// <summary>A VP's status byte.</summary>
    /// <param name="nodeCpuIndex">Below the node's VP count, which <see cref="NodeClient{TMemory,THost}"/> has checked against the page.</param>
    public ref byte Status(uint nodeCpuIndex) => ref _control->StatusOf(nodeCpuIndex);

    /// <summary>A VP's slot.</summary>
    /// <param name="nodeCpuIndex">Below the node's VP count.</param>
    // SAFETY: there is a slot for every VP of the node, and the index is below their number.
    public ref uint Slot(uint nodeCpuIndex) => ref _slots[nodeCpuIndex];

    /// <summary>A VP's command page. It is the host's while the VP is claimed and no command is under way, else the VP's.</summary>
    /// <param name="nodeCpuIndex">Below the node's VP count.</param>
    // SAFETY: the shared pages hold a command page for every VP of the node, and the index is below their number.
    public ref CommandPage Command(uint nodeCpuIndex) => ref *(CommandPage*)(_sharedPages + (nodeCpuIndex * stride));
}
