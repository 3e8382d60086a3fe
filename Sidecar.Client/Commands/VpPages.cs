using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client.Commands;

/// <summary>The two pages that a VP shares with its VMM. What lies on them is the other side's to change at any time: read once into a local, check, use the local.</summary>
/// <param name="address">Where the device mapped the VP's command page; its register page follows (openhcl.txt, PER_VP_SHMEM_PAGES).</param>
internal readonly unsafe struct VpPages(nint address)
{
    /// <summary>The command page.</summary>
    // SAFETY: the device mapped the page and keeps the address readable and writable for the life of the process.
    public ref CommandPage Command => ref *(CommandPage*)address;

    /// <summary>The register page.</summary>
    // SAFETY: as above; the node has checked that both pages are there.
    public ref HvX64RegisterPage Registers => ref *(HvX64RegisterPage*)(address + SidecarLimits.PageSize);
}
