using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Cli.Project;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">Everything it wrote, standard output and standard error.</param>
internal sealed record ToolResult(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>The last few lines in one.</summary>
    public string Tail => string.Join(" | ", Lines.Where(line => line.Length > 0).TakeLast(5));
}
