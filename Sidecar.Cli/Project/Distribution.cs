using System;
using System.IO;
using System.Linq;

namespace Sidecar.Cli.Project;

/// <summary>The system that this runs on.</summary>
public static class Distribution
{
    /// <summary>What it calls itself, such as <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public static string Name(string file = "/etc/os-release")
    {
        const string key = "PRETTY_NAME=";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? "this system" : line[key.Length..].Trim('"');
    }
}
