using System;

namespace Sidecar.Cli.Project;

/// <summary>Flags that do not fit together: ends a command with exit code 2 and one sentence.</summary>
/// <param name="message">The sentence.</param>
public sealed class UsageException(string message) : Exception(message);
