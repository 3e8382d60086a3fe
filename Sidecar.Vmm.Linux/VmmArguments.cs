using System;
using System.Globalization;
using Sidecar.Vmm.Linux.Guests;

namespace Sidecar.Vmm.Linux;

/// <summary>What the VMM is told on its command line.</summary>
/// <param name="Scenario">What it plays.</param>
internal sealed record VmmArguments(string Scenario)
{
    /// <summary>What would do, for whoever gave others.</summary>
    public const string Expected = "expected the scenario's name, and any of --policy=remote, --policy=convert, --commands=N and --seed=N";

    private const string Commands = "--commands=";
    private const string Seed = "--seed=";

    /// <summary>What becomes of a VP when its guest needs the VMM.</summary>
    public ConversionPolicy Policy { get; private init; } = ConversionPolicy.StayRemote;

    /// <summary>Commands of a scenario that takes as many as it is told; null for its own number.</summary>
    public int? CommandCount { get; private init; }

    /// <summary>Where random numbers begin; null for the scenario's own.</summary>
    public int? RandomSeed { get; private init; }

    /// <summary>Reads the command line. Null when there is a word too many, or one of no use.</summary>
    public static VmmArguments? Read(ReadOnlySpan<string> words)
    {
        var read = words is [var name, ..] && !name.StartsWith("--", StringComparison.Ordinal) ? new VmmArguments(name) : null;
        for (var index = 1; index < words.Length && read is not null; index++)
        {
            read = read.With(words[index]);
        }

        return read;
    }

    private VmmArguments? With(string word) => word switch
    {
        "--policy=remote" => this with { Policy = ConversionPolicy.StayRemote },
        "--policy=convert" => this with { Policy = ConversionPolicy.ConvertOnFirstExit },
        _ when Number(word, Commands) is > 0 and var count => this with { CommandCount = count },
        _ when Number(word, Seed) is { } seed => this with { RandomSeed = seed },
        _ => null,
    };

    private static int? Number(string word, string option)
        => word.StartsWith(option, StringComparison.Ordinal) && int.TryParse(word.AsSpan(option.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
