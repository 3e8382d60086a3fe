using System;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <summary>Something that did not work. The message names the VP or the device, what was asked, and what came of it.</summary>
/// <param name="kind">What went wrong.</param>
/// <param name="message">In words.</param>
public sealed class SidecarException(SidecarErrorKind kind, string message) : Exception(message)
{
    /// <summary>What went wrong.</summary>
    public SidecarErrorKind Kind { get; } = kind;

    /// <summary>Index of the VP; null when it is about none.</summary>
    public uint? VpIndex { get; init; }

    /// <summary>The error text of the command page, as the kernel or the handler wrote it; null when there is none.</summary>
    public string? CommandText { get; init; }

    /// <summary>What the hypervisor said; <see cref="HvStatus.Success"/> when it was not asked.</summary>
    public HvStatus Status { get; init; }

    /// <summary>What the operating system said; <see cref="Errno.None"/> when it was not that.</summary>
    public Errno Errno { get; init; }
}
