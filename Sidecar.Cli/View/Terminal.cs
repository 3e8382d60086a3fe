using System;
using System.IO;
using Spectre.Console;

namespace Sidecar.Cli.View;

/// <summary>Makes Spectre's consoles.</summary>
internal static class Terminal
{
    /// <summary>Width of tables where there is no terminal to ask.</summary>
    private const int PlainWidth = 120;

    /// <summary>A console over a writer: with colours only when it is the terminal itself.</summary>
    public static IAnsiConsole Create(TextWriter output)
    {
        var terminal = new AnsiConsoleOutput(output);
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected)
        {
            return AnsiConsole.Create(new() { Out = terminal });
        }

        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = terminal });
        console.Profile.Width = PlainWidth;
        return console;
    }
}
