using System.Diagnostics;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>A shell that starts one process after the other.</summary>
internal sealed class ProcessLoad() : LoadKind("times 20 processes")
{
    private const string Script = "i=0; while [ $i -lt 20 ]; do /bin/busybox true || exit 1; i=$((i+1)); done";

    /// <inheritdoc/>
    protected override void Once()
    {
        using var process = Process.Start("/bin/busybox", ["sh", "-c", Script])!;
        process.WaitForExit();
        Steps.Expect(process.ExitCode == 0, $"a process did not start, or ended with {process.ExitCode}");
    }
}
