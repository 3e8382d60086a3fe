using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests.Status;

/// <summary>Metrics, events, page, OpenAPI document.</summary>
public sealed class StatusRouteTests
{
    [Fact]
    public async Task Metrics_count_what_was_called()
    {
        await using var sidecar = Machine.Boot(2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        await gateway.ShouldServeAsync(1);
        await gateway.CallAsync("sum", "{}");
        await gateway.CallAsync("fault?vp=2", """{"Kind":99,"Value":0}""");
        await gateway.CallAsync("nothing", "{}");
        var reply = await gateway.GetAsync("/metrics");
        reply.Message.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        string[] lines =
        [
            """sidecar_requests_total{handler="sum",status="200"} 1""", """sidecar_requests_total{handler="sum",status="400"} 1""",
            """sidecar_requests_total{handler="fault",status="422"} 1""", """sidecar_requests_total{handler="",status="404"} 1""",
            """sidecar_request_duration_seconds_bucket{le="+Inf"} 4""", "sidecar_request_duration_seconds_count 4",
            """sidecar_vps{state="idle"} 2""", """sidecar_vps{state="host"} 1""", """sidecar_vp_commands_total{vp="1"} 1""",
            """sidecar_vp_commands_total{vp="2"} 1""", """sidecar_vp_errors_total{vp="2"} 1""", "sidecar_queue_length 0",
        ];
        foreach (var line in lines)
        {
            reply.Text.Split('\n').ShouldContain(line);
        }
    }

    [Fact]
    public async Task Metrics_are_in_the_text_format()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        await gateway.ShouldServeAsync(1);
        var text = (await gateway.GetAsync("/metrics")).Text;
        text.ShouldEndWith("\n");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            line.ShouldMatch(@"^(# (HELP|TYPE) sidecar_[a-z_]+ .+|sidecar_[a-z_]+(\{[a-z]+=""[^""]*""(,[a-z]+=""[^""]*"")*\})? [0-9.E-]+)$");
        }

        var buckets = text.Split('\n').Where(line => line.Contains("_bucket", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ')[1])).ToArray();
        buckets.ShouldBe(buckets.Order());
    }

    [Fact]
    public async Task Events_say_how_things_are()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        await gateway.ShouldServeAsync(1);
        using var response = await gateway.Http.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var number = 1; number <= 2; number++)
        {
            var line = (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)))!;
            line.ShouldStartWith("data: ");
            var status = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            status.GetProperty("requests").GetInt64().ShouldBe(number);
            status.GetProperty("vps").GetArrayLength().ShouldBe(2);
            status.GetProperty("calls")[0].GetProperty("handler").GetString().ShouldBe("sum");
            status.GetProperty("calls").GetArrayLength().ShouldBe(number);
            (await reader.ReadLineAsync()).ShouldBe("");
            if (number == 1)
            {
                await gateway.ShouldServeAsync(1);
            }
        }
    }

    [Fact]
    public async Task Events_say_by_the_gateways_clock_when_they_were_made()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        using var response = await gateway.Http.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var times = new long[2];
        for (var number = 0; number < times.Length; number++)
        {
            times[number] = JsonDocument.Parse((await reader.ReadLineAsync())!["data: ".Length..]).RootElement.GetProperty("milliseconds").GetInt64();
            (await reader.ReadLineAsync()).ShouldBe("");
        }

        (times[1] - times[0]).ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Where_GET_reads_HEAD_says_the_same_without_it()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        foreach (var path in new[] { "/", "/handlers", "/handlers/sum", "/vps", "/vps/0", "/vps/1", "/events", "/metrics", "/openapi.json", "/healthz", "/vps/7" })
        {
            var head = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            using var get = await gateway.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            head.Status.ShouldBe((int)get.StatusCode, path);
            head.Text.ShouldBeEmpty(path);
            head.Message.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType, path);
        }

        (await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/vps/1/convert"))).Status.ShouldBe(405);
    }

    [Fact]
    public async Task The_page_has_every_element_that_its_script_asks_for_and_never_takes_the_focus_from_a_button()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var page = (await gateway.GetAsync("/")).Text;
        var asked = Regex.Matches(page, @"at\('([a-z-]+)'\)").Select(match => match.Groups[1].Value).Distinct().ToList();
        asked.Count.ShouldBeGreaterThan(10);
        asked.ShouldAllBe(id => page.Contains($"id=\"{id}\"", StringComparison.Ordinal));
        page.ShouldNotContain(".disabled", Case.Sensitive);
        page.ShouldNotContain(" disabled>", Case.Sensitive);
    }

    [Fact]
    public async Task The_page_is_one_file_that_loads_nothing_from_elsewhere()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var reply = await gateway.GetAsync("/");
        reply.Message.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        reply.Message.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        reply.Text.ShouldNotContain("http://");
        reply.Text.ShouldNotContain("https://");
        reply.Text.ShouldNotContain("src=");
    }

    [Fact]
    public async Task The_OpenAPI_document_has_every_handler_and_every_reference_leads_somewhere()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var document = (await gateway.GetAsync("/openapi.json")).Json;
        document.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        foreach (var handler in gateway.App.Directory.Handlers)
        {
            var call = document.GetProperty("paths").GetProperty("/handlers/" + handler.Name).GetProperty("post");
            var schema = Follow(document, call.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            schema.GetProperty("properties").EnumerateObject().Select(field => field.Name).ShouldBe(handler.Request.Select(field => field.Name));
            schema.GetProperty("required").GetArrayLength().ShouldBe(handler.Request.Count);
            schema = Follow(document, call.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            schema.GetProperty("properties").EnumerateObject().Select(field => field.Name).ShouldBe(handler.Response.Select(field => field.Name));
        }

        FollowAll(document, document);
    }

    private static void FollowAll(JsonElement document, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("$ref", out _))
            {
                Follow(document, element).ValueKind.ShouldBe(JsonValueKind.Object);
            }

            element.EnumerateObject().ToList().ForEach(property => FollowAll(document, property.Value));
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            element.EnumerateArray().ToList().ForEach(item => FollowAll(document, item));
        }
    }

    private static JsonElement Follow(JsonElement document, JsonElement reference)
    {
        var path = reference.GetProperty("$ref").GetString()!;
        path.ShouldStartWith("#/");
        return path[2..].Split('/').Aggregate(document, (element, name) => element.GetProperty(name));
    }
}
