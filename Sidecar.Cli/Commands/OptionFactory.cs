using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sidecar.Cli.Commands;

/// <summary>Makes options whose values are refused in the same words as those of cosmos.config.</summary>
internal static class OptionFactory
{
    /// <summary>Reads a value: null when it will do, otherwise what would.</summary>
    public delegate string? Read<T>(string text, out T value);

    /// <summary>An option that may be given once.</summary>
    /// <param name="name">Its name, with hyphens.</param>
    /// <param name="value">What help calls its value.</param>
    /// <param name="description">What help says.</param>
    /// <param name="read">How it reads.</param>
    public static Option<T?> Value<T>(string name, string value, string description, Read<T> read)
        where T : struct
        => new(name) { HelpName = value, Description = description, Arity = ArgumentArity.ExactlyOne, CustomParser = result => Parse(name, result, read, out var parsed) ? parsed : null };

    /// <summary>An option with a text value that may be given once.</summary>
    public static Option<string?> Text(string name, string value, string description, System.Func<string, string?> check)
        => new(name)
        {
            HelpName = value,
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(name, result, (string text, out string parsed) => check(parsed = text), out var accepted) ? accepted : null,
        };

    /// <summary>A flag.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static bool Parse<T>(string name, ArgumentResult result, Read<T> read, out T value)
    {
        var text = result.Tokens[0].Value;
        var expectation = read(text, out value);
        if (expectation is not null)
        {
            result.AddError($"{name} {text}: {expectation}");
        }

        return expectation is null;
    }
}
