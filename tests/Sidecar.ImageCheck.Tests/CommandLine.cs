using System;
using System.IO;

namespace Sidecar.ImageCheck.Tests;

/// <summary>Runs the tool's command line in this process.</summary>
internal static class CommandLine
{
    private static readonly object _console = new();

    /// <summary>The exit code and what went to standard error.</summary>
    internal static (int ExitCode, string Error) Run(params string[] arguments)
    {
        lock (_console)
        {
            var before = Console.Error;
            using var error = new StringWriter { NewLine = "\n" };
            Console.SetError(error);
            try
            {
                return (Program.Main(arguments), error.ToString());
            }
            finally
            {
                Console.SetError(before);
            }
        }
    }
}
