using System;
using System.IO;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>Files that are written, read and deleted, in memory: this Linux has no disk.</summary>
internal sealed class FileLoad() : LoadKind("files of 1 MiB")
{
    private const string Path = "/tmp/load";
    private readonly byte[] _content = new byte[1 << 20];

    /// <inheritdoc/>
    protected override void Once()
    {
        new Random(Count).NextBytes(_content);
        File.WriteAllBytes(Path, _content);
        Steps.Expect(File.ReadAllBytes(Path).AsSpan().SequenceEqual(_content), $"file {Count} is not as it was written");
        File.Delete(Path);
    }
}
