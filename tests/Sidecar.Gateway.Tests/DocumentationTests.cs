using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Gateway.Http;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests;

/// <summary>What the document shows is what comes.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public async Task The_documents_examples_answer_what_it_says()
    {
        await using var sidecar = Machine.Boot(7);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var examples = Examples().ToList();
        examples.Count.ShouldBeGreaterThan(8);
        foreach (var (body, path, answer) in examples)
        {
            var reply = body is null ? await gateway.GetAsync(path) : await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) });
            reply.Text.ShouldBe(answer, path);
        }
    }

    [Fact]
    public void Every_code_of_a_problem_is_described()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root(), "Sidecar.Gateway/Http"), "*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(text => Regex.Matches(text, @"\(?\d{3}, ""([a-z-]+)"", ").Select(match => match.Groups[1].Value)).Distinct().ToList();
        codes.Count.ShouldBeGreaterThan(12);
        foreach (var code in codes.Where(code => code != "abandoned"))
        {
            Document().ShouldContain($"`{code}`", Case.Sensitive);
        }

        Document().ShouldContain($"`{Problem.TypePrefix}`");
    }

    [Fact]
    public async Task Every_route_is_described()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        foreach (var path in (await gateway.GetAsync("/openapi.json")).Json.GetProperty("paths").EnumerateObject().Select(path => path.Name).Where(path => !path.StartsWith("/handlers/", StringComparison.Ordinal)))
        {
            Document().ShouldContain(path.Replace("{vp}", "{n}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_route_in_the_table_is_in_the_OpenAPI_document()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var paths = (await gateway.GetAsync("/openapi.json")).Json.GetProperty("paths");
        var routes = Regex.Matches(Document(), @"(?<=^\|.*)`(GET|POST) (/[^`]*)`", RegexOptions.Multiline).Select(match => (Method: match.Groups[1].Value.ToLowerInvariant(), Path: match.Groups[2].Value)).ToList();
        routes.Count.ShouldBeGreaterThan(10);
        foreach (var (method, path) in routes.Where(route => route.Path != "/openapi.json"))
        {
            var name = path.Replace("{n}", "{vp}", StringComparison.Ordinal).Replace("{name}", "sum", StringComparison.Ordinal);
            paths.TryGetProperty(name, out var operations).ShouldBeTrue(path);
            operations.TryGetProperty(method, out _).ShouldBeTrue($"{method} {path}");
        }
    }

    private static IEnumerable<(string? Body, string Path, string Answer)> Examples()
        => Regex.Matches(Document(), @"^\$ curl (?:-d '([^']*)' )?'?http://localhost:8080(/[^'\s]*)'?\n(.*)$", RegexOptions.Multiline)
            .Select(match => (match.Groups[1].Success ? match.Groups[1].Value : null, match.Groups[2].Value, match.Groups[3].Value));

    private static string Document() => File.ReadAllText(Path.Combine(Root(), "docs/serve.md"));

    private static string Root([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../..");
}
