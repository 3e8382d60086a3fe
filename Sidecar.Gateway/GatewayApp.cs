using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sidecar.Client;
using Sidecar.Gateway.Calls;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Http;
using Sidecar.Gateway.Metrics;
using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway;

/// <summary>The gateway: a web server over a client of the sidecar's. The client is the caller's.</summary>
internal sealed class GatewayApp : IAsyncDisposable
{
    /// <summary>Time beyond <see cref="SidecarOptions.StopTimeout"/> that requests have to end when the gateway does.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(10);

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _end = new();
    private Task _absentVps = Task.CompletedTask;

    private GatewayApp(WebApplication web, SidecarClient client, HandlerDirectory directory, GatewayOptions options)
    {
        _web = web;
        Options = options;
        Client = client;
        Directory = directory;
        Pool = new VpPool(client.Vps, options.Queue);
        AbsentVps = new AbsentVps(Pool);
        Dispatcher = new CallDispatcher(Pool, Shutdown);
        Metrics = new CallMetrics(directory);
    }

    /// <summary>How it behaves.</summary>
    public GatewayOptions Options { get; }

    /// <summary>The sidecar.</summary>
    public SidecarClient Client { get; }

    /// <summary>The handlers.</summary>
    public HandlerDirectory Directory { get; }

    /// <summary>The VPs.</summary>
    public VpPool Pool { get; }

    /// <summary>Who looks after the VPs that take no calls.</summary>
    public AbsentVps AbsentVps { get; }

    /// <summary>Who carries calls out.</summary>
    public CallDispatcher Dispatcher { get; }

    /// <summary>What is counted.</summary>
    public CallMetrics Metrics { get; }

    /// <summary>The last calls.</summary>
    public RecentCalls RecentCalls { get; } = new();

    /// <summary>The beginning of the end: no call begins any more, and those under way are stopped.</summary>
    public CancellationToken Shutdown => _web.Lifetime.ApplicationStopping;

    /// <summary>Where it listens, once it does.</summary>
    public ICollection<string> Urls => _web.Urls;

    /// <summary>Puts a gateway together.</summary>
    public static GatewayApp Create(SidecarClient client, HandlerDirectory directory, GatewayOptions options)
    {
        // The empty builder: no configuration files, no loggers, nothing that start-up would pay for and a gateway does not use.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodySize;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        var web = builder.Build();
        var gateway = new GatewayApp(web, client, directory, options);
        foreach (var url in options.Urls)
        {
            web.Urls.Add(url);
        }

        web.Use(new RequestGuard(gateway).InvokeAsync);
        web.UseRouting();
        HandlerRoutes.Map(web, gateway);
        VpRoutes.Map(web, gateway);
        StatusRoutes.Map(web, gateway);
        return gateway;
    }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="System.IO.IOException">An address cannot be had.</exception>
    public Task StartAsync()
    {
        _absentVps = AbsentVps.RunAsync(_end.Token);
        return _web.StartAsync();
    }

    /// <summary>Serves until the program is asked to end.</summary>
    public Task WaitForShutdownAsync() => _web.WaitForShutdownAsync();

    /// <summary>Ends: stops the commands that are under way, answers them, and closes.</summary>
    public Task StopAsync() => _web.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await _absentVps.ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }
}
