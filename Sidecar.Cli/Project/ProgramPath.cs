using System;
using System.IO;
using System.Linq;

namespace Sidecar.Cli.Project;

/// <summary>Looks for programs.</summary>
public static class ProgramPath
{
    /// <summary>Where PATH has a program; null when it has none of that name.</summary>
    public static string? Find(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
