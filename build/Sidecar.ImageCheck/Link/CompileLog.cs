using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.ImageCheck.Link;

/// <summary>Reads what ILC said when it gave up: nested exceptions, of which the innermost names what is missing and the next one the method.</summary>
public static partial class CompileLog
{
    /// <summary>One finding for each chain of exceptions; the first line of the log when there is none.</summary>
    /// <param name="image">The image project.</param>
    /// <param name="lines">The log.</param>
    public static IEnumerable<Finding> Explain(string image, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var chain = new List<string>();
        var any = false;
        foreach (var line in all)
        {
            if (ExceptionLine().Match(line) is { Success: true } exception)
            {
                chain.Add(exception.Groups["text"].Value);
            }
            else if (chain.Count > 0 && line.Contains("--- End of inner exception stack trace ---"))
            {
                any = true;
                yield return new(image, "SCI030", string.Join(": ", chain));
                chain.Clear();
            }
        }

        if (!any)
        {
            yield return new(image, "SCI030", all.FirstOrDefault(l => l.Length > 0) ?? "the compiler failed without a word");
        }
    }

    [GeneratedRegex(@"^ ---> (?:\(Inner Exception #\d+\) )?[\w.]+: (?<text>.+)$")]
    private static partial Regex ExceptionLine();
}
