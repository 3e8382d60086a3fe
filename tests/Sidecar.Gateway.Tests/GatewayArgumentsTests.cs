using System;
using Shouldly;
using Xunit;

namespace Sidecar.Gateway.Tests;

/// <summary>The command line.</summary>
public sealed class GatewayArgumentsTests
{
    [Fact]
    public void Without_arguments_it_is_the_defaults()
    {
        GatewayArguments.TryParse([], out var options, out _).ShouldBeTrue();
        options!.Urls.ShouldBe(["http://0.0.0.0:8080"]);
        (options.Queue, options.TimeLimit, options.Log).ShouldBe((256, TimeSpan.FromSeconds(30), false));
    }

    [Fact]
    public void Arguments_are_read_with_a_blank_or_an_equals_sign()
    {
        GatewayArguments.TryParse(["--urls", "http://127.0.0.1:1;http://[::1]:2", "--queue=7", "--timeout", "0.5", "--log", "--host=a.example;b"], out var options, out _).ShouldBeTrue();
        options!.Urls.ShouldBe(["http://127.0.0.1:1", "http://[::1]:2"]);
        options.Hosts.ShouldBe(["a.example", "b"]);
        (options.Queue, options.TimeLimit, options.Log).ShouldBe((7, TimeSpan.FromSeconds(0.5), true));
    }

    [Theory]
    [InlineData("--port=1", "\"--port=1\" is no argument; --urls, --host, --queue, --timeout, --log or --help would do")]
    [InlineData("--queue=-1", "--queue is \"-1\"; a number from 0 to 100000 would do")]
    [InlineData("--queue", "--queue is \"\"; a number from 0 to 100000 would do")]
    [InlineData("--timeout=0", "--timeout is \"0\"; seconds from 0.001 to 86400 would do")]
    [InlineData("--timeout=NaN", "--timeout is \"NaN\"; seconds from 0.001 to 86400 would do")]
    [InlineData("--urls=https://x", "--urls is \"https://x\"; addresses like http://0.0.0.0:8080, with semicolons between, would do")]
    [InlineData("--host=a:80", "--host is \"a:80\"; names like sidecar.example.org, without a port, with semicolons between, would do")]
    [InlineData("--help", "")]
    public void A_wrong_argument_is_one_sentence(string argument, string problem)
    {
        GatewayArguments.TryParse([argument], out var options, out var said).ShouldBeFalse();
        options.ShouldBeNull();
        said.ShouldBe(problem);
    }
}
