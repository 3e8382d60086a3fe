using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Linux.Initramfs;

/// <summary>The libraries that a program is loaded with, its loader among them, as <c>ldd</c> tells.</summary>
internal static partial class SharedLibraries
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The paths of a program's libraries; none of one that needs none.</summary>
    /// <exception cref="CliException">One of them is missing.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(string program, CancellationToken cancel)
    {
        var result = await Tool.RunAsync("ldd", [program], Limit, cancel);
        return Parse(program, result.Lines);
    }

    /// <summary>Reads what ldd says of a program.</summary>
    /// <exception cref="CliException">One of the libraries is missing.</exception>
    public static IReadOnlyList<string> Parse(string program, IEnumerable<string> lines)
    {
        var paths = new List<string>();
        foreach (var line in lines)
        {
            if (line.EndsWith("not found", StringComparison.Ordinal))
            {
                throw new CliException($"{program} needs a library that is not there: {line.Trim()}");
            }

            // The kernel's own, linux-vdso.so.1, has no path; a program without libraries has a line without one.
            var match = Path().Match(line);
            if (match.Success)
            {
                paths.Add(match.Groups[1].Value);
            }
        }

        return [.. paths.Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"(?:=>|^)\s*(/\S+)\s+\(0x[0-9a-f]+\)$")]
    private static partial Regex Path();
}
