namespace Sidecar.Protocol.Extension;

/// <summary>
/// Where things lie in a node's memory: the control page; two shared pages a VP (command, register); eleven private pages a VP (all as OpenHCL has them);
/// then, from the extension block, handler state and trace rings, VP after VP. All addresses are physical, all sizes bytes unless named pages.
/// </summary>
/// <param name="memoryBase">Start of the node's memory, page-aligned.</param>
/// <param name="vpCount">VPs in the node, the base VP included.</param>
/// <param name="handlerStatePages">Pages of handler state a VP.</param>
/// <param name="tracePages">Pages of trace ring a VP.</param>
public readonly struct NodeLayout(ulong memoryBase, uint vpCount, uint handlerStatePages = 0, uint tracePages = 0)
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    /// <summary>Pages shared with the host, a VP (openhcl.txt, PER_VP_SHMEM_PAGES).</summary>
    public const uint SharedPagesPerVp = 2;

    /// <summary>Private pages, a VP (openhcl.txt, PER_VP_PAGES).</summary>
    public const uint PrivatePagesPerVp = 11;

    /// <summary>Most pages of handler state that a VP's page table has room for.</summary>
    public const uint MaxHandlerStatePages = 192;

    /// <summary>Most pages of trace ring that a VP's page table has room for.</summary>
    public const uint MaxTracePages = 32;

    /// <summary>What OpenHCL's <c>required_memory</c> gives for a node of <paramref name="vpCount"/> VPs.</summary>
    public static ulong RequiredMemory(uint vpCount) => (1 + ((ulong)vpCount * (SharedPagesPerVp + PrivatePagesPerVp))) * PageSize;

    /// <summary>The whole of it: what the kernel needs plus handler state plus trace rings.</summary>
    public ulong TotalSize => RequiredMemory(vpCount) + (vpCount * (ulong)(handlerStatePages + tracePages) * PageSize);

    /// <summary>The control page.</summary>
    public ulong ControlPage => memoryBase;

    /// <summary>The first VP's command page; the shared pages follow each other.</summary>
    public ulong SharedPages => memoryBase + PageSize;

    /// <summary>Bytes of all shared pages.</summary>
    public ulong SharedPagesSize => vpCount * (ulong)SharedPagesPerVp * PageSize;

    /// <summary>A VP's command page.</summary>
    public ulong CommandPage(uint nodeCpuIndex) => SharedPages + (nodeCpuIndex * (ulong)SharedPagesPerVp * PageSize);

    /// <summary>A VP's register page.</summary>
    public ulong RegisterPage(uint nodeCpuIndex) => CommandPage(nodeCpuIndex) + PageSize;

    /// <summary>The first of a VP's private pages.</summary>
    public ulong PrivatePages(uint nodeCpuIndex) => SharedPages + SharedPagesSize + (nodeCpuIndex * (ulong)PrivatePagesPerVp * PageSize);

    /// <summary>A VP's handler state.</summary>
    public ulong HandlerState(uint nodeCpuIndex) => memoryBase + RequiredMemory(vpCount) + (nodeCpuIndex * (ulong)handlerStatePages * PageSize);

    /// <summary>A VP's trace ring.</summary>
    public ulong TraceRing(uint nodeCpuIndex) => HandlerState(vpCount) + (nodeCpuIndex * (ulong)tracePages * PageSize);
}
