using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Sidecar.ImageCheck.Link;

/// <summary>Reads what GNU ld said and says it in terms of the rules that freestanding code follows.</summary>
public static partial class LinkLog
{
    /// <summary>One finding for each distinct complaint; the log's own words where it complains of something else than an undefined symbol.</summary>
    /// <param name="image">The image project.</param>
    /// <param name="lines">The log.</param>
    public static IEnumerable<Finding> Explain(string image, IEnumerable<string> lines)
    {
        var function = "some function";
        foreach (var line in lines)
        {
            if (FunctionLine().Match(line) is { Success: true } inFunction)
            {
                function = inFunction.Groups["function"].Value;
            }
            // A line may be both: "in function `f': file.cs:12: undefined reference to `s'".
            if (UndefinedLine().Match(line) is { Success: true } undefined)
            {
                var symbol = undefined.Groups["symbol"].Value;
                var (code, verb) = MissingHelper.Describe(symbol);
                var where = undefined.Groups["file"].Success
                    ? $"{undefined.Groups["file"].Value}({undefined.Groups["line"].Value})"
                    : image;
                yield return new(where, code, $"{image} {verb}: {function} references {symbol}");
            }
            else if (!line.Contains(": warning: ") && ErrorLine().Match(line) is { Success: true } other && !FunctionLine().IsMatch(line))
            {
                yield return new(image, "SCI020", other.Groups["text"].Value);
            }
        }
    }

    [GeneratedRegex("in function `(?<function>[^']+)'")]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"(?:(?<file>/[^:]+\.(?:cs|asm)):(?<line>\d+))?[^:]*: (?:more )?undefined reference[s]? to `(?<symbol>[^']+)'")]
    private static partial Regex UndefinedLine();

    [GeneratedRegex(@"^(?:\S*/)?ld: (?<text>.+)$")]
    private static partial Regex ErrorLine();
}
