using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client;
using Sidecar.Gateway.Handlers;
using Sidecar.Samples;

namespace Sidecar.Gateway.Tests.Running;

/// <summary>A gateway on a loopback port, and a caller.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private RunningGateway(GatewayApp app)
    {
        App = app;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public GatewayApp App { get; }

    public HttpClient Http { get; }

    public static async Task<RunningGateway> StartAsync(SidecarClient client, GatewayOptions? options = null)
    {
        var app = GatewayApp.Create(client, HandlerDirectory.Of<HandlerCatalog>(), (options ?? new GatewayOptions()) with { Urls = ["http://127.0.0.1:0"] });
        await app.StartAsync();
        return new RunningGateway(app);
    }

    /// <summary>Calls a handler.</summary>
    /// <param name="call">Name, and query if any.</param>
    /// <param name="json">The body.</param>
    /// <param name="cancellation">The caller's going away.</param>
    public Task<Reply> CallAsync(string call, string json = "", CancellationToken cancellation = default)
        => SendAsync(new HttpRequestMessage(HttpMethod.Post, "/handlers/" + call) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, cancellation);

    public Task<Reply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Reply> PostAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path));

    public async Task<Reply> SendAsync(HttpRequestMessage request, CancellationToken cancellation = default)
    {
        var message = await Http.SendAsync(request, cancellation);
        return new Reply((int)message.StatusCode, await message.Content.ReadAsStringAsync(cancellation), message);
    }

    /// <summary>Whether a VP serves.</summary>
    public async Task ShouldServeAsync(uint vp) => (await CallAsync($"sum?vp={vp}", """{"Values":[20,22]}""")).ShouldBe("""{"Total":42}""").Vp.ShouldBe(vp);

    /// <summary>Waits for anything.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        var end = Environment.TickCount64 + 30_000;
        while (!await condition())
        {
            Environment.TickCount64.ShouldBeLessThan(end, $"waiting for {what}");
            await Task.Delay(2);
        }
    }

    /// <inheritdoc cref="Until(Func{Task{bool}}, string)"/>
    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Http.Dispose();
    }
}
