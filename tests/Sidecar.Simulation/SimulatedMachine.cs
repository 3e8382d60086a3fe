using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Sidecar.Cosmos.Boot;
using Sidecar.Protocol.Handlers;
using Sidecar.Simulation.Devices;
using Sidecar.Simulation.Host;
using Sidecar.Simulation.Image;
using Sidecar.Simulation.Memory;
using Sidecar.Simulation.Processors;

namespace Sidecar.Simulation;

/// <summary>
/// A machine of threads and native memory. Its CPUs run the kernel's own code; the thread that built it is the base CPU while <see cref="Start"/> runs, and the host
/// afterwards. Machines share nothing, so tests run side by side.
/// </summary>
public sealed unsafe partial class SimulatedMachine : IDisposable
{
    private static readonly TimeSpan s_powerOffPatience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<uint, Processor> _byApicId;
    private readonly ConcurrentQueue<string> _notes = [];
    private readonly Action _kernel;
    private readonly ulong _imageState;
    private volatile bool _isOff;

    private SimulatedMachine(MachineOptions options, Action kernel)
    {
        Options = options;
        _kernel = kernel;
        Cpuid = new CpuidTable(options.Hypervisor);
        Image = new SimulatedImage(Memory);
        _imageState = Memory.AllocateZeroed((ulong)sizeof(ImageState));
        Image.Locate(ImageState);
        var cpuCount = options.Nodes.Max(node => node.BaseVp + Math.Min(node.VpCount, MaxCpus));
        Cpus = [.. Enumerable.Range(0, (int)cpuCount).Select(vp => new Processor(this, (uint)vp, ApicIdOf((uint)vp)))];
        _byApicId = Cpus.ToDictionary(cpu => cpu.ApicId);
        Host = new HostProcessor();
        WriteParameters();
    }

    /// <summary>More CPUs than this are not built, whatever a node claims to have.</summary>
    private const uint MaxCpus = 4096;

    /// <summary>What the machine was built from.</summary>
    public MachineOptions Options { get; }

    /// <summary>Whether there is a hypervisor.</summary>
    public bool HasHypervisor => Options.Hypervisor;

    /// <summary>Memory.</summary>
    public PhysicalMemory Memory { get; } = new();

    /// <summary>The kernel's image.</summary>
    public SimulatedImage Image { get; }

    /// <summary>CPUs by VP index.</summary>
    public IReadOnlyList<Processor> Cpus { get; }

    /// <summary>I/O ports.</summary>
    public PortSpace Ports { get; } = new();

    /// <summary>What CPUID answers.</summary>
    public CpuidTable Cpuid { get; }

    /// <summary>The host's side: clock, interrupts, sleeping.</summary>
    public HostProcessor Host { get; }

    /// <summary>How many times faster than nanoseconds the time stamp counter runs, so that a test need not wait out the kernel's patience.</summary>
    public ulong TimestampRate { get; set; } = 1;

    /// <summary>How often a CPU that spins gives its time away. A test whose CPUs spin for no one's sake spares itself that.</summary>
    public int PausesPerYield { get; set; } = 16;

    /// <summary>Called before a CPU loads or compare-exchanges a status byte or the log's lock: where a test puts what happens at the worst moment.</summary>
    public Action<Processor, SharedAccess>? OnSharedAccess { get; set; }

    /// <summary>
    /// What a CPU that parks does as the host's: it is asked with the entry and argument that it was woken with, and answers true when that was the host's code,
    /// after which the CPU parks again.
    /// </summary>
    public Func<Processor, ulong, ulong, bool>? HostCode { get; set; }

    /// <summary>Called once all CPUs are parked at their mailboxes, before the kernel starts.</summary>
    public Action? OnParked { get; set; }

    /// <summary>What went wrong that no hardware would have a way to report, such as a CPU's shutdown. Empty when all is well.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>What all CPUs of the kernel share.</summary>
    public ref ImageState KernelState => ref *ImageState;

    internal ImageState* ImageState => (ImageState*)_imageState;

    internal bool IsOff => _isOff;

    internal ulong Timestamp => (ulong)Stopwatch.GetTimestamp() * TimestampRate;

    /// <summary>Builds a machine whose kernel has the given handlers.</summary>
    public static SimulatedMachine Create<THandlers>(MachineOptions options)
        where THandlers : struct, IHandlerTable
        => new(options, ApMain<SimulatedCpu, THandlers>.Run);

    /// <summary>Runs the kernel's initialisation on the calling thread. Whether the sidecar is up; <see cref="StartError"/> says why not.</summary>
    public bool Start()
    {
        if (!HasHypervisor)
        {
            ParkCpus();
            OnParked?.Invoke();
        }

        SimulatedCpu.Current = Cpus[0];
        Cpus[0].LoadCr3(Image.BasePageTable);
        var started = KernelInit<SimulatedCpu>.Start(ParametersAddress, OutputAddress);
        SimulatedCpu.Current = null!;
        return started;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOff = true;
        StopCommands();
        foreach (var cpu in Cpus)
        {
            cpu.Interrupts.PowerOff();
        }

        foreach (var cpu in Cpus)
        {
            if (!cpu.Join(s_powerOffPatience))
            {
                // Its memory cannot be taken from under it: better lost than overwritten.
                throw new TimeoutException($"CPU {cpu.VpIndex} does not stop");
            }
        }

        Memory.Dispose();
    }

    internal void RunKernel() => _kernel();

    internal void Note(string text) => _notes.Enqueue(text);

    /// <summary>A fixed interrupt by x2APIC id; all ones is everybody. A CPU that is the host's wakes the host.</summary>
    internal void SendInterrupt(uint apicId, byte vector)
    {
        if (apicId == uint.MaxValue)
        {
            foreach (var cpu in Cpus)
            {
                cpu.Interrupts.Raise(vector);
            }
        }
        else if (_byApicId.TryGetValue(apicId, out var cpu))
        {
            if (IsHost(cpu.VpIndex))
            {
                Host.Interrupt(apicId, vector);
            }
            else
            {
                cpu.Interrupts.Raise(vector);
            }
        }
    }

    /// <summary>x2APIC ids are no VP indices; here no CPU has the same number for both but VP 0.</summary>
    private static uint ApicIdOf(uint vpIndex) => 3 * vpIndex;

    private bool IsHost(uint vpIndex) => Options.Nodes.Any(node => node.BaseVp == vpIndex);
}
