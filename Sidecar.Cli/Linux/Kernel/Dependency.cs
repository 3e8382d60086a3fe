using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>A package that another one needs.</summary>
/// <param name="Package">Its name.</param>
/// <param name="ExactVersion">The only version that will do; null when apt may choose.</param>
internal sealed partial record Dependency(string Package, string? ExactVersion)
{
    /// <summary>The package with its version as apt-get takes it.</summary>
    public string Argument => ExactVersion is null ? Package : $"{Package}={ExactVersion}";

    /// <summary>Reads a field such as <c>a (= 1.2), b (>= 3) | c, d</c>; of alternatives the first.</summary>
    public static IReadOnlyList<Dependency> ParseList(string field)
        => [.. field.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(alternatives => Form().Match(alternatives.Split('|')[0]))
            .Where(match => match.Success)
            .Select(match => new Dependency(match.Groups["name"].Value, match.Groups["version"].Success ? match.Groups["version"].Value : null))];

    [GeneratedRegex(@"^\s*(?<name>[a-z0-9][a-z0-9+.-]*)(:\w+)?\s*(\(\s*(=\s*(?<version>[^\s)]+)|[^)]*)\s*\))?\s*$")]
    private static partial Regex Form();
}
