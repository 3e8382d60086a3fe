namespace Sidecar.Cosmos.Boot;

/// <summary>What all CPUs of one kernel image share. The base CPU fills it before it starts the first VP; after that only the fan-out counters and the log lock change.</summary>
public unsafe struct ImageState
{
    /// <summary>Physical address of the image's first byte.</summary>
    public ulong ImagePhysicalBase;

    /// <summary>Bytes of memory that the image takes.</summary>
    public ulong ImageSize;

    /// <summary>Physical address of the page table that maps the image, shared by all VPs, never changed after the entry code made it.</summary>
    public ulong ImagePageTable;

    /// <summary>Virtual address of the interrupt descriptor table of the VPs.</summary>
    public ulong InterruptTable;

    /// <summary>The table's size in bytes, minus one.</summary>
    public ushort InterruptTableLimit;

    /// <summary>Whether there is a hypervisor to call (<c>hypercall_page</c> was not 0).</summary>
    public bool HasHypervisor;

    /// <summary>Whether DR6 is shared between VTLs and thus served locally (VsmCapabilities).</summary>
    public bool Dr6Shared;

    /// <summary>Whether VPs wait with mwait.</summary>
    public bool UseMwait;

    /// <summary>Whether log lines are written.</summary>
    public bool LogEnabled;

    /// <summary>1 while a CPU writes a log line.</summary>
    public byte LogLock;

    /// <summary>I/O port of the log's 16550.</summary>
    public ushort LogPort;

    /// <summary>Byte offset of the VTL return sequence in the hypercall page.</summary>
    public ushort VtlReturnOffset;

    /// <summary>Log lines given up because the port stayed taken or busy.</summary>
    public uint LogLinesLost;

    /// <summary>Physical address of the wake-up mailbox, 0 for none.</summary>
    public ulong Mailbox;

    /// <summary>Slots in the mailbox.</summary>
    public uint MailboxCount;

    /// <summary>Vector that wakes a parked CPU.</summary>
    public byte WakeVector;

    /// <summary>Pages of handler state a VP.</summary>
    public uint HandlerStatePages;

    /// <summary>VP index + 1 of the first VP that could not be started; 0 for none.</summary>
    public uint FailedVp;

    /// <summary>Why it could not: an HvStatus, or a <see cref="VpStartFailure"/> above 0xffff.</summary>
    public uint FailedReason;

    /// <summary>Number of nodes in use.</summary>
    public uint NodeCount;

    /// <summary>The nodes.</summary>
    public NodeStates Nodes;
}
