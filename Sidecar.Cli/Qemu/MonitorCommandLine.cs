using System.Collections.Generic;
using System.Globalization;
using Sidecar.Cli.Config;

namespace Sidecar.Cli.Qemu;

/// <summary>The command line that boot.elf reads: every setting of the sidecar travels here (docs/boot.md, "Command line").</summary>
public static class MonitorCommandLine
{
    /// <summary>Composes the line.</summary>
    /// <param name="settings">What the sidecar is told.</param>
    /// <param name="scenario">What the monitor plays; null for its interactive console.</param>
    public static string Compose(SidecarSettings settings, string? scenario) => $"{(scenario is null ? "interactive" : $"scenario={scenario}")} {Settings(settings)}";

    /// <summary>The words that say what the sidecar is told, whatever the host kernel.</summary>
    public static string Settings(SidecarSettings settings)
    {
        var words = new List<string>
        {
            Number("node-size", settings.NodeSize),
            $"idle={SettingValue.Name(settings.Idle)}",
            settings.Log ? "log=1" : "log=0",
            Number("trace-pages", settings.TracePages),
        };
        if (settings.HandlerStatePages is { } statePages)
        {
            words.Add(Number("state-pages", statePages));
        }

        if (!settings.Start.IsEmpty)
        {
            words.Add($"start={settings.Start}");
        }

        if (!settings.Hypervisor)
        {
            words.Add("no-hypervisor");
        }

        return string.Join(' ', words);
    }

    private static string Number(string key, int value) => string.Create(CultureInfo.InvariantCulture, $"{key}={value}");
}
