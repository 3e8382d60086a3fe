using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests.Calls;

/// <summary>Handlers by HTTP: their answers, their list, what is no call.</summary>
public sealed class HandlerRouteTests
{
    [Theory]
    [InlineData("sum", """{"Values":[1,2,-10]}""", """{"Total":-7}""")]
    [InlineData("0x1000", """{"Values":["9223372036854775807"]}""", """{"Total":9223372036854775807}""")]
    [InlineData("4096", """{"Values":[]}""", """{"Total":0}""")]
    [InlineData("primes", """{"From":0,"To":"0x64"}""", """{"Count":25,"Next":100,"Stopped":false}""")]
    [InlineData("kv-get", """{"Key":"nobody"}""", """{"Found":false,"Value":""}""")]
    [InlineData("kv-count", "", """{"Keys":0,"Capacity":512}""")]
    [InlineData("kv-count", "{}", """{"Keys":0,"Capacity":512}""")]
    [InlineData("sha256?bytes=hex", """{"Data":"abc"}""", """{"Digest":{"hex":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}""")]
    [InlineData("sha256", """{"Data":{"hex":"616263"}}""", """{"Digest":{"base64":"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}}""")]
    [InlineData("sha256", """{"Data":{"base64":"YWJj"}}""", """{"Digest":{"base64":"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}}""")]
    public async Task A_request_by_the_names_of_its_fields_is_answered_by_the_names_of_the_responses(string call, string request, string response)
    {
        await using var sidecar = Machine.Boot(2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var reply = (await gateway.CallAsync(call, request)).ShouldBe(response);
        reply.Message.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        reply.Vp.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("sum", "{\"Values\":[1,]}", null, "line 1")]
    [InlineData("sum", "[1]", null, "the body is an array; an object with Values would do")]
    [InlineData("sum", "{\"Values\":[1]} x", null, "no JSON")]
    [InlineData("sum", "{}", "Values", "Values is missing: an array of at most 64 values")]
    [InlineData("sum", "{\"Values\":1}", "Values", "Values is 1; an array of at most 64 values")]
    [InlineData("sum", "{\"Values\":[1,1.5]}", "Values", "Values[1] is 1.5; a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("sum", "{\"Values\":[9223372036854775808]}", "Values", "Values[0] is 9223372036854775808")]
    [InlineData("sum", "{\"values\":[1]}", "values", "values is no field of sum's request; it has Values")]
    [InlineData("sum", "{\"Values\":[1],\"Values\":[1]}", "Values", "Values is there twice")]
    [InlineData("sum", "{\"ValueCount\":1,\"Values\":[1]}", "ValueCount", "ValueCount is no field")]
    [InlineData("fault", "{\"Kind\":1,\"Value\":-1}", "Value", "Value is -1; a whole number from 0 to 18446744073709551615")]
    [InlineData("fault", "{\"Kind\":null,\"Value\":1}", "Kind", "Kind is null; a whole number from -2147483648 to 2147483647")]
    [InlineData("kv-get", "{\"Key\":\"123456789012345678901234567890123\"}", "Key", "Key is \"123456789012345678901234567890123\"; text of at most 32 bytes")]
    [InlineData("kv-get", "{\"Key\":{\"hex\":\"abc\"}}", "Key", "Key is an object")]
    [InlineData("kv-get", "{\"Key\":{\"rot13\":\"abc\"}}", "Key", "Key is an object")]
    [InlineData("kv-count", "{\"Keys\":1}", "Keys", "Keys is no field of kv-count's request; it has no field")]
    public async Task A_wrong_body_is_refused_with_the_field_and_what_would_do(string call, string request, string? field, string detail)
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var reply = (await gateway.CallAsync(call, request)).ShouldBeProblem(400, "bad-request", detail);
        (reply.Json.TryGetProperty("field", out var name) ? name.GetString() : null).ShouldBe(field);
        gateway.App.Pool.Lanes.Sum(lane => lane.Requests).ShouldBe(0);
    }

    [Theory]
    [InlineData("vp=x", "vp", "vp is \"x\"; a VP's number would do")]
    [InlineData("vp=1&vp=2", "vp", "vp is there 2 times")]
    [InlineData("vp=1&key=a", "key", "one of them would do")]
    [InlineData("key=", "key", "key has 0 characters; 1 to 1024 would do")]
    [InlineData("timeout=0", "timeout", "timeout is \"0\"; seconds from 0.001 to 30 would do")]
    [InlineData("timeout=31", "timeout", "seconds from 0.001 to 30 would do")]
    [InlineData("bytes=octal", "bytes", "auto, text, base64 or hex would do")]
    [InlineData("vq=1", "vq", "vq is no parameter; vp, key, timeout and bytes are")]
    public async Task A_wrong_query_is_refused_with_what_would_do(string query, string field, string detail)
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.CallAsync("sum?" + query, """{"Values":[]}""")).ShouldBeProblem(400, "bad-request", detail).Json.GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task An_unknown_handler_is_not_found_and_the_others_are_named()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.CallAsync("product", "{}")).ShouldBeProblem(404, "unknown-handler", "product is no handler; there are sum, echo, kv-put");
        (await gateway.GetAsync("/handlers/0x9999")).ShouldBeProblem(404, "unknown-handler", "0x9999 is no handler");
    }

    [Fact]
    public async Task A_handler_that_fails_is_an_error_in_its_own_words_and_the_VP_serves_on()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var reply = (await gateway.CallAsync("sum", """{"Values":[9223372036854775807,1]}""")).ShouldBeProblem(422, "handler-failed", "the sum does not fit 64 bits");
        reply.Json.GetProperty("vp").GetUInt32().ShouldBe(1u);
        (await gateway.CallAsync("fault", """{"Kind":1,"Value":0}""")).ShouldBeProblem(422, "handler-failed", "handler fault (0x1040) raised #DE divide error (vector 0)");
        await gateway.ShouldServeAsync(1);
        gateway.App.Pool.Find(1)!.Errors.ShouldBe(2);
    }

    [Fact]
    public async Task Handlers_are_listed_with_their_fields()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var handlers = (await gateway.GetAsync("/handlers")).Json.GetProperty("handlers");
        handlers.GetArrayLength().ShouldBe(Samples.HandlerCatalog.Count);
        handlers[0].GetRawText().ShouldBe("""{"name":"sum","number":4096,"summary":"Adds up to 64 numbers.","request":[{"name":"Values","type":"int64","list":true,"capacity":64,"counted":true}],"response":[{"name":"Total","type":"int64"}]}""");
        (await gateway.GetAsync("/handlers/4096")).Text.ShouldBe(handlers[0].GetRawText());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.CallAsync("echo", $$"""{"Data":"{{new string('x', 70_000)}}"}""")).ShouldBeProblem(413, "too-large", "more than 65536 bytes");
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_read_whole()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var text = new string('a', 1024);
        var request = new HttpRequestMessage(HttpMethod.Post, "/handlers/echo?bytes=text") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{{new string(' ', 20_000)}}{"Data":"{{text}}"}""")) };
        request.Headers.TransferEncodingChunked = true;
        (await gateway.SendAsync(request)).ShouldBe($$"""{"Data":"{{text}}"}""");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "http://example.com", false)]
    [InlineData("Origin", "null", false)]
    public async Task Pages_of_other_sites_call_nothing(string header, string value, bool isServed)
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var request = new HttpRequestMessage(HttpMethod.Post, "/handlers/kv-count");
        request.Headers.Add(header, value);
        var reply = await gateway.SendAsync(request);
        if (isServed)
        {
            reply.Status.ShouldBe(200);
        }
        else
        {
            reply.ShouldBeProblem(403, "cross-site", "a page of another site");
            gateway.App.Pool.Find(1)!.Requests.ShouldBe(0);
        }
    }

    /// <summary>A name that led to the page of another site before, and leads here now, is the same site for a browser; but it is not the gateway's.</summary>
    [Theory]
    [InlineData("evil.example", true, false)]
    [InlineData("evil.example", false, true)]
    [InlineData("localhost", true, true)]
    [InlineData("gateway.localhost", true, true)]
    [InlineData("sidecar.example.org", true, true)]
    [InlineData("10.0.2.15", true, true)]
    [InlineData("[::1]", true, true)]
    public async Task Browsers_call_by_the_gateways_own_names(string host, bool isBrowser, bool isServed)
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client, new() { Hosts = ["sidecar.example.org"] });
        var request = new HttpRequestMessage(HttpMethod.Post, "/handlers/kv-count");
        request.Headers.Host = $"{host}:8080";
        if (isBrowser)
        {
            request.Headers.Add("Origin", $"http://{host}:8080");
        }

        var reply = await gateway.SendAsync(request);
        reply.Status.ShouldBe(isServed ? 200 : 403);
    }

    [Fact]
    public async Task What_is_no_route_is_a_problem_too()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.GetAsync("/nothing")).ShouldBeProblem(404, "not-found", "/nothing is nothing here");
        (await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/handlers/sum"))).ShouldBeProblem(405, "wrong-method", "does not take DELETE; GET, HEAD, POST would do");
    }
}
