using System;
using System.Globalization;
using System.IO;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Companions;

/// <summary>
/// Another process of this program, which a scenario starts to have somebody else use the sidecar, and perhaps to kill it. It says on its output how far it is, a line each time, and is told to end by a line
/// of input; without one, when whoever started it is gone, it ends too.
/// </summary>
internal static class Companion
{
    /// <summary>The first word of its command line.</summary>
    public const string Word = "--companion";

    /// <summary>It has what it was to have, and goes on with it.</summary>
    public const string Ready = "ready";

    /// <summary>Holds a VP: the word's argument.</summary>
    public const string Holds = "holds";

    /// <summary>Works on all VPs, by a seed: the word's argument.</summary>
    public const string Works = "works";

    /// <summary>Whether a command line is one of a companion's.</summary>
    public static bool IsWanted(ReadOnlySpan<string> words) => words is [Word, ..];

    /// <summary>Is one. Returns the exit code, 0 when all was well.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="output">Where it says how far it is.</param>
    /// <param name="linux">The host kernel.</param>
    public static int Run(ReadOnlySpan<string> words, TextWriter output, LinuxHost linux)
    {
        try
        {
            switch (words)
            {
                case [Word, Holds, var vp]:
                    HoldingCompanion.RunAsync(uint.Parse(vp, CultureInfo.InvariantCulture), output).GetAwaiter().GetResult();
                    return 0;

                case [Word, Works, var seed]:
                    WorkingCompanion.RunAsync(int.Parse(seed, CultureInfo.InvariantCulture), output, linux).GetAwaiter().GetResult();
                    return 0;

                default:
                    output.WriteLine($"a companion that {string.Join(' ', words)}: there is none");
                    return 1;
            }
        }
        catch (Exception exception)
        {
            // Whoever reads it knows what was expected instead.
            output.WriteLine($"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
