using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using Sidecar.Boot.Information;
using Sidecar.Boot.Loading;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Monitor;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Cli.Report;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Processors;
using Sidecar.Vmm.State;

namespace Sidecar.Monitor.Tests.Hosting;

/// <summary>One run of the monitor on a simulated machine, from the start of the kernel to the last line of the report.</summary>
internal sealed unsafe class MonitorRun : IDisposable
{
    /// <summary>As in cosmos.config: no scenario writes more records than this holds.</summary>
    private const uint TracePages = 8;

    private const ulong GuestBlock = 16 << 20;
    private const ulong LargePage = 2 << 20;

    /// <summary>Where guests find the VMM's device.</summary>
    public const ulong UnmappedAddress = 0x40_0000_0000;

    /// <summary>Where no code of the simulated machine is.</summary>
    private const ulong JobEntry = 0x1234;

    private readonly MonitorVp[] _vps;
    private readonly List<BootModule> _modules = [];

    private MonitorRun(SimulatedMachine machine)
    {
        Machine = machine;
        _vps = new MonitorVp[machine.Cpus.Count];
        for (var vp = 0; vp < _vps.Length; vp++)
        {
            _vps[vp].ApicId = machine.Cpus[vp].ApicId;
        }

        // An answer whose interrupt was sent nowhere on purpose has to be found all the same.
        machine.Host.PollInterval = TimeSpan.FromMilliseconds(1);
    }

    /// <summary>The machine.</summary>
    public SimulatedMachine Machine { get; }

    /// <summary>The serial ports.</summary>
    public Terminal Terminal { get; } = new();

    /// <summary>VTL0's memory; empty without a hypervisor.</summary>
    public PhysicalRange GuestMemory { get; private set; }

    /// <summary>What the VMM keeps about the guests.</summary>
    public GuestState[] Guests { get; private set; } = [];

    /// <summary>How many times too fast the monitor's clock runs.</summary>
    public ulong Haste { get; set; } = 1;

    /// <summary>What the monitor said at the end.</summary>
    public bool Passed { get; private set; }

    /// <summary>The report, as the command line reads it.</summary>
    public MachineReport Report => ReportReader.Read(Terminal.Report);

    /// <summary>The traces, as the command line writes them.</summary>
    public string Trace
    {
        get
        {
            var text = new StringWriter { NewLine = "\n" };
            TraceFormat.Write(Report, text);
            return text.ToString();
        }
    }

    /// <summary>Starts the kernel on a machine of nodes of these sizes.</summary>
    public static MonitorRun Start(params uint[] vpCounts) => Start(MachineOptions.Consecutive(vpCounts));

    /// <summary>Starts the kernel on a machine of these nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="starts">Which VPs the sidecar starts; null for all.</param>
    /// <param name="tracePages">Pages of trace ring a VP.</param>
    /// <param name="hypervisor">Whether there is a hypervisor, whose guests are scripts.</param>
    public static MonitorRun Start(IReadOnlyList<NodeShape> nodes, Func<uint, bool>? starts = null, uint tracePages = TracePages, bool hypervisor = false)
    {
        var machine = SimulatedMachine.Create<HandlerTable>(new()
        {
            Nodes = nodes,
            StartOverrides = starts,
            Hypervisor = hypervisor,
            TracePages = tracePages,
            HandlerStatePages = (uint)((HandlerTable.StateSize + (int)NodeLayout.PageSize - 1) / (int)NodeLayout.PageSize),
        });
        if (!machine.Start())
        {
            throw new InvalidOperationException(machine.StartError);
        }

        var run = new MonitorRun(machine);
        if (hypervisor)
        {
            run.GuestMemory = PhysicalRange.OfLength(machine.Memory.Allocate(GuestBlock, LargePage), GuestBlock);
        }

        return run;
    }

    /// <summary>Starts the kernel over a hypervisor.</summary>
    public static MonitorRun StartWithGuests(params uint[] vpCounts) => Start(MachineOptions.Consecutive(vpCounts), hypervisor: true);

    /// <summary>Puts a file where the boot loader would, under <c>guests/</c>.</summary>
    public MonitorRun Load(string name, byte[] file)
    {
        var address = Machine.Memory.AllocateZeroed((ulong)file.Length);
        // SAFETY: as many bytes were just allocated.
        file.CopyTo(new Span<byte>((void*)address, file.Length));
        _modules.Add(new BootModule { Range = PhysicalRange.OfLength(address, (ulong)file.Length), Name = Encoding.UTF8.GetBytes("guests/" + name) });
        return this;
    }

    /// <summary>Plays a scenario.</summary>
    public MonitorRun Play(string scenario)
    {
        Passed = Run(new() { Scenario = Encoding.UTF8.GetBytes(scenario) });
        return this;
    }

    /// <summary>Types lines at the console, the last of which is <c>quit</c>.</summary>
    public MonitorRun Interact(params string[] lines)
    {
        foreach (var line in lines)
        {
            Terminal.Type(line + "\r");
        }

        Terminal.Type("quit\r");
        Passed = Run(new() { Interactive = true });
        return this;
    }

    /// <summary>Runs the monitor with what a shim would hand over, filled up with what the machine has.</summary>
    public bool Run(MonitorSetup setup)
    {
        var nodes = new MonitorNode[setup.Refusal.IsEmpty ? Machine.Options.Nodes.Count : 0];
        for (var index = 0; index < nodes.Length; index++)
        {
            var shape = Machine.Options.Nodes[index];
            // SAFETY: the slots live as long as the machine.
            var slots = (uint*)Machine.Memory.AllocateZeroed(shape.VpCount * sizeof(uint));
            nodes[index] = MonitorNode.At(Machine.Layouts[index], Machine.Options.TracePages, slots, shape.BaseVp, shape.VpCount);
        }

        setup.Nodes = nodes;
        setup.Cpus = HostCpus();
        setup.Vps = _vps;
        Guests = new GuestState[Machine.Options.Hypervisor ? _vps.Length : 0];
        setup.HasHypervisor = Machine.Options.Hypervisor;
        setup.Guests = Guests;
        setup.Modules = _modules.ToArray();
        setup.GuestMemory = GuestMemory;
        setup.Vtl2Address = Machine.Layouts[0].ControlPage;
        setup.UnmappedAddress = UnmappedAddress;
        setup.AttentionVector = HostProcessor.ResponseVector;
        setup.TicksPerSecond = (ulong)System.Diagnostics.Stopwatch.Frequency;
        return MonitorMain.Run(setup, new HostedMonitor(Machine, Terminal, Haste), new NodeClient<ProcessorMemory, HostedMonitor>[nodes.Length]);
    }

    /// <summary>The host's work: as Trampoline.asm does it.</summary>
    private static bool DoJob(Processor cpu, ulong entry, ulong argument)
    {
        if (entry != JobEntry)
        {
            return false;
        }

        // SAFETY: the monitor passes a job that lies in the machine's memory.
        var job = (HostJob*)argument;
        for (var candidate = 2u; candidate < job->Limit; candidate++)
        {
            var divisor = 2u;
            while (divisor * divisor <= candidate && candidate % divisor != 0)
            {
                divisor++;
            }

            job->Primes += divisor * divisor > candidate ? 1u : 0;
        }

        job->ApicId = cpu.ApicId;
        Volatile.Write(ref job->Done, 1);
        return true;
    }

    private HostCpus HostCpus()
    {
        Machine.HostCode = DoJob;
        var count = Machine.Cpus.Count;
        return new()
        {
            // SAFETY: the mailbox and what is allocated here live as long as the machine.
            Slots = Machine.Mailbox == 0 ? default : new((void*)Machine.Mailbox, count),
            Jobs = new((void*)Machine.Memory.AllocateZeroed((ulong)(count * sizeof(HostJob))), count),
            JobEntry = JobEntry,
            WakeVector = SimulatedMachine.WakeVector,
            KernelImage = new(Machine.Image.PhysicalBase, Machine.Image.PhysicalBase + SidecarImage.BlockSize),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Machine.Dispose();
}
