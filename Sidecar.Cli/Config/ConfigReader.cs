using System;
using System.Collections.Immutable;
using System.IO;
using System.Xml;
using System.Xml.Linq;
using Sidecar.Protocol.Extension;

namespace Sidecar.Cli.Config;

/// <summary>Reads cosmos.config strictly: unknown elements, attributes and values are refused by file, line and value.</summary>
public static class ConfigReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigException">The file is refused.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CosmosConfig ReadFile(string path) => Read(File.ReadAllText(path), Path.GetFileName(path));

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The XML.</param>
    /// <param name="file">The name to use in errors.</param>
    /// <exception cref="ConfigException">The text is refused.</exception>
    public static CosmosConfig Read(string text, string file)
    {
        var root = new ConfigElement(file, Load(text, file));
        if (root.Name != "cosmos")
        {
            throw root.Error("expected <cosmos> as the outermost element");
        }

        var config = new CosmosConfig();
        foreach (var element in root.Children("machine", "sidecar", "boot", "linux", "handlers"))
        {
            config = element.Name switch
            {
                "machine" => config with { Machine = Machine(element) },
                "sidecar" => config with { Sidecar = Sidecar(element) },
                "boot" => config with { Boot = Boot(element) },
                "linux" => config with { Linux = Linux(element) },
                _ => config with { HandlersFolder = Handlers(element) },
            };
        }

        root.End(leaf: false);
        return config;
    }

    private static XElement Load(string text, string file)
    {
        using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
        try
        {
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException e)
        {
            // A document type is refused without saying where; it stands at the start.
            throw new ConfigException(file, Math.Max(1, e.LineNumber), Math.Max(1, e.LinePosition), $"not well-formed XML: {e.Message}");
        }
    }

    private static MachineSettings Machine(ConfigElement element)
    {
        var machine = new MachineSettings();
        element.Read("cpus", text => Keep(SettingValue.Number(text, MachineSettings.MinCpus, MachineSettings.MaxCpus, out var value), machine = machine with { Cpus = value }));
        element.Read("nodes", text => Keep(SettingValue.Number(text, 1, MachineSettings.MaxNodes, out var value), machine = machine with { Nodes = value }));
        element.Read("sockets", text => Keep(SettingValue.AutoOrNumber(text, 1, MachineSettings.MaxCpus, out var value), machine = machine with { Sockets = value }));
        element.Read("memory", text => Keep(SettingValue.Memory(text, allowNone: false, out var value), machine = machine with { Memory = value }));
        element.Read("accel", text => Keep(SettingValue.Choice<Accelerator>(text, out var value), machine = machine with { Accelerator = value }));
        element.Read("tcg-threads", text => Keep(SettingValue.Choice<TcgThreads>(text, out var value), machine = machine with { TcgThreads = value }));

        var nodes = ImmutableArray.CreateBuilder<NumaNode>();
        foreach (var child in element.Children("node*"))
        {
            nodes.Add(Node(child));
        }

        element.End(leaf: false);
        machine = machine with { PlacedNodes = nodes.ToImmutable() };
        if (nodes.Count > 0 && element.Has("nodes"))
        {
            throw element.Error("nodes", "expected either nodes= or <node> elements, not both");
        }

        return MachineShape.Problem(machine) is var (attribute, expectation) ? throw element.Error(attribute, expectation) : machine;
    }

    private static NumaNode Node(ConfigElement element)
    {
        var node = new NumaNode(CpuList.Empty, 0);
        element.Read("cpus", text => Keep(SettingValue.Cpus(text, out var value), node = node with { Cpus = value }));
        element.Read("memory", text => Keep(SettingValue.Memory(text, allowNone: true, out var value), node = node with { Memory = value }));
        element.End();
        return node;
    }

    private static SidecarSettings Sidecar(ConfigElement element)
    {
        var sidecar = new SidecarSettings();
        element.Read("node-size", text => Keep(SettingValue.Number(text, 2, 32, out var value), sidecar = sidecar with { NodeSize = value }));
        element.Read("idle", text => Keep(SettingValue.Choice<IdleSetting>(text, out var value), sidecar = sidecar with { Idle = value }));
        element.Read("log", text => Keep(SettingValue.Choice<OnOff>(text, out var value), sidecar = sidecar with { Log = value == OnOff.On }));
        element.Read("trace-pages", text => Keep(SettingValue.Number(text, 0, (int)NodeLayout.MaxTracePages, out var value), sidecar = sidecar with { TracePages = value }));
        element.Read("handler-state-pages", text => Keep(SettingValue.AutoOrNumber(text, 0, (int)NodeLayout.MaxHandlerStatePages, out var value), sidecar = sidecar with { HandlerStatePages = value }));
        element.Read("start", text => Keep(SettingValue.Cpus(text, out var value), sidecar = sidecar with { Start = value }));
        element.Read("hypervisor", text => Keep(SettingValue.Choice<OnOff>(text, out var value), sidecar = sidecar with { Hypervisor = value == OnOff.On }));
        element.End();
        return sidecar;
    }

    private static BootSettings Boot(ConfigElement element)
    {
        var boot = new BootSettings();
        element.Read("mode", text => Keep(SettingValue.Choice<BootMode>(text, out var value), boot = boot with { Mode = value }));
        element.Read("scenario", text => Keep(SettingValue.Scenario(text), boot = boot with { Scenario = text }));
        element.Read("from", text => Keep(SettingValue.Choice<BootSource>(text, out var value), boot = boot with { Source = value }));
        element.Read("firmware", text => Keep(SettingValue.Choice<Firmware>(text, out var value), boot = boot with { Firmware = value }));
        element.Read("timeout", text => Keep(SettingValue.Number(text, 1, 86_400, out var value), boot = boot with { Timeout = value }));
        element.End();
        return boot;
    }

    private static LinuxSettings Linux(ConfigElement element)
    {
        var linux = new LinuxSettings();
        element.Read("kernel", text => Keep(SettingValue.KernelSeries(text, out var value), linux = linux with { Kernel = value }));
        element.Read("modules", text => Keep(SettingValue.Modules(text, out var value), linux = linux with { Modules = value }));
        element.Read("command-line", text => Keep(SettingValue.CommandLine(text), linux = linux with { CommandLine = text }));
        element.End();
        return linux;
    }

    private static string Handlers(ConfigElement element)
    {
        var folder = new CosmosConfig().HandlersFolder;
        element.Read("folder", text => Keep(SettingValue.Folder(text), folder = text));
        element.End();
        return folder;
    }

    /// <summary>Passes the verdict on; the assignment beside it lets each attribute stay one line. A refused value ends the reading, so it is never seen.</summary>
    private static string? Keep<T>(string? expectation, T kept)
    {
        _ = kept;
        return expectation;
    }
}
