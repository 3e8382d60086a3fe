using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sidecar.Vmm.Linux.Companions;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>How a program that works on all VPs ends when it is told to.</summary>
internal static partial class Ending
{
    /// <summary>Tells it. Returns what it says of its commands.</summary>
    /// <exception cref="StepException">An answer of it is missing, or it did not end well.</exception>
    public static async Task<string> OfAsync(CompanionProcess companion)
    {
        companion.Tell();
        var text = await companion.HearAsync();
        Steps.Expect(Counts().Match(text) is { Success: true } counts && counts.Groups["started"].Value == counts.Groups["answered"].Value, $"the program says: {text}");
        var code = await companion.EndAsync();
        Steps.Expect(code == 0, $"the program ended with {code}");
        return text;
    }

    [GeneratedRegex("^started (?<started>[0-9]+), answered (?<answered>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Counts();
}
