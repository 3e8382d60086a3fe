using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Gateway.Handlers;
using Sidecar.Samples;

namespace Sidecar.Gateway;

/// <summary>The program: serves until it is asked to end (SIGTERM, SIGINT). Exit code 2 for a wrong command line, 1 when it cannot serve.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (!GatewayArguments.TryParse(arguments, out var options, out var problem))
        {
            Console.Error.WriteLine(problem.Length == 0 ? GatewayArguments.Usage : $"sidecar-gateway: {problem}");
            return problem.Length == 0 ? 0 : 2;
        }

        try
        {
            await using var client = SidecarClient.Open();
            var gateway = GatewayApp.Create(client, HandlerDirectory.Of<HandlerCatalog>(), options);
            await using (gateway.ConfigureAwait(false))
            {
                await gateway.StartAsync().ConfigureAwait(false);
                var time = DateTime.Now - Process.GetCurrentProcess().StartTime;
                Console.WriteLine($"sidecar-gateway: {client.Vps.Count} VPs, {gateway.Directory.Handlers.Count} handlers, {string.Join(", ", gateway.Urls)}, ready after {time.TotalMilliseconds:0} ms");
                await gateway.WaitForShutdownAsync().ConfigureAwait(false);
                return 0;
            }
        }
        catch (Exception exception) when (exception is SidecarException or IOException or FormatException or InvalidOperationException)
        {
            Console.Error.WriteLine($"sidecar-gateway: {exception.Message}");
            return 1;
        }
    }
}
