using System;

namespace Sidecar.Cli.Project;

/// <summary>Something that ends a command with exit code 1 and one sentence.</summary>
/// <param name="message">The sentence.</param>
public sealed class CliException(string message) : Exception(message);
