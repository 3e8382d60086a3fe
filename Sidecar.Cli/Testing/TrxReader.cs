using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Sidecar.Cli.Testing;

/// <summary>Sums up the TRX files that <c>dotnet test</c> leaves, one a project.</summary>
internal static class TrxReader
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Sums up all files of a folder. A file that does not read counts as one failure: its project's results are lost.</summary>
    public static TestCount ReadFolder(string folder)
        => Sum(Directory.EnumerateFiles(folder, "*.trx").Order(System.StringComparer.Ordinal).Select(ReadFile));

    /// <summary>Adds results up.</summary>
    public static TestCount Sum(IEnumerable<TestCount> counts)
    {
        var list = counts.ToList();
        return new(list.Sum(count => count.Passed), list.Sum(count => count.Failed), list.SelectMany(count => count.Failures).ToList());
    }

    /// <summary>Reads one project's results.</summary>
    public static TestCount Read(TextReader text)
    {
        var document = XDocument.Load(text);
        var results = document.Descendants(Trx + "UnitTestResult").ToList();
        var failed = results.Where(result => Outcome(result) is "Failed" or "Error" or "Timeout" or "Aborted").Select(Describe).ToList();

        // A test host that dies leaves an error in the summary and no result for what it did not get to.
        var summary = document.Descendants(Trx + "ResultSummary").FirstOrDefault();
        if (summary is not null && failed.Count == 0 && (string?)summary.Attribute("outcome") is "Failed" or "Error" or "Aborted")
        {
            failed.Add("the test host failed: " + string.Join(" ", summary.Descendants(Trx + "Text").Select(item => item.Value.Trim())));
        }

        return new(results.Count(result => Outcome(result) == "Passed"), failed.Count, failed);
    }

    private static TestCount ReadFile(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            return Read(reader);
        }
        catch (XmlException e)
        {
            return new(0, 1, [string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} does not read: {e.Message}")]);
        }
    }

    private static string? Outcome(XElement result) => (string?)result.Attribute("outcome");

    private static string Describe(XElement result)
    {
        var message = result.Descendants(Trx + "Message").FirstOrDefault()?.Value.Trim() ?? "";
        return $"{(string?)result.Attribute("testName")}: {message}";
    }
}
