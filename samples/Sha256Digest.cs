using System.Runtime.CompilerServices;

namespace Sidecar.Samples;

/// <summary>The 32 bytes of a SHA-256.</summary>
[InlineArray(Length)]
public struct Sha256Digest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    private byte _first;
}
