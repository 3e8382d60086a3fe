namespace Sidecar.Protocol.Extension;

/// <summary>Where a <see cref="ReturnTicket"/> may lead: what the host knows of the kernel's memory without asking the kernel.</summary>
/// <param name="image">Physical address of the block that the kernel's image was loaded into.</param>
/// <param name="imageSize">Bytes of it; 2 MiB (openhcl.txt, the image's limit).</param>
/// <param name="node">Physical address of the node's memory.</param>
/// <param name="nodeSize">Bytes of it.</param>
public readonly struct ReturnBounds(ulong image, ulong imageSize, ulong node, ulong nodeSize)
{
    /// <summary>Physical address of the kernel's image.</summary>
    public ulong Image { get; } = image;

    /// <summary>Bytes of it.</summary>
    public ulong ImageSize { get; } = imageSize;

    /// <summary>Physical address of the node's memory.</summary>
    public ulong Node { get; } = node;

    /// <summary>Bytes of it.</summary>
    public ulong NodeSize { get; } = nodeSize;

    /// <summary>Whether an entry lies in the image, and an argument with all that is kept there in the node.</summary>
    public bool Hold(ulong entry, ulong argument)
        => entry >= Image && entry - Image < ImageSize
            && argument >= Node && NodeSize >= ReturnTicket.ArgumentSize && argument - Node <= NodeSize - ReturnTicket.ArgumentSize;
}
