using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.Protocol.Tests;

/// <summary>Every promise of SPECIFICATION.md names tests, and the tests exist.</summary>
public sealed partial class SpecificationTests
{
    [Fact]
    public void Every_promise_names_tests_and_they_exist()
    {
        var tests = DeclaredTests();
        var promises = File.ReadLines(Path.Combine(Root(), "SPECIFICATION.md")).Where(line => Promise().IsMatch(line)).ToList();
        Assert.NotEmpty(promises);

        var problems = new List<string>();
        foreach (var promise in promises)
        {
            var names = TestName().Matches(promise).Select(match => match.Groups[1].Value).ToList();
            if (names.Count == 0)
            {
                problems.Add($"no test: {promise}");
            }

            problems.AddRange(names.Where(name => !tests.Contains(name)).Select(name => $"no such test: {name}"));
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void Numbers_are_given_once()
    {
        var numbers = File.ReadLines(Path.Combine(Root(), "SPECIFICATION.md")).Select(line => Promise().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(numbers.Distinct(), numbers);
    }

    private static HashSet<string> DeclaredTests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories))
        {
            var type = "";
            foreach (var line in File.ReadLines(file))
            {
                if (TypeDeclaration().Match(line) is { Success: true } declaration)
                {
                    type = declaration.Groups[1].Value;
                }
                else if (TestDeclaration().Match(line) is { Success: true } test)
                {
                    tests.Add($"{type}.{test.Groups[1].Value}");
                }
            }
        }

        return tests;
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    [GeneratedRegex(@"^\| (\d+) \|")]
    private static partial Regex Promise();

    [GeneratedRegex(@"`([A-Z]\w+\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^public (?:sealed |static |abstract |unsafe |partial )*class (\w+)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^    public (?:async |unsafe |static )*(?:void|Task) (\w+)\(")]
    private static partial Regex TestDeclaration();
}
