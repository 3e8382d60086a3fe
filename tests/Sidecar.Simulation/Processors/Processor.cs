using System;
using System.Threading;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Simulation.Processors;

/// <summary>One CPU: registers, translations, interrupts, and the thread that is its execution.</summary>
public sealed partial class Processor
{
    private const byte InvalidOpcode = 6;
    private const int StackSize = 512 * 1024;
    private volatile int _state;
    private Thread? _thread;

    internal Processor(SimulatedMachine machine, uint vpIndex, uint apicId)
    {
        Machine = machine;
        VpIndex = vpIndex;
        ApicId = apicId;
        Translations = new TranslationCache(machine.Memory);
        Msrs = new ModelSpecificRegisters(vpIndex, apicId, machine.HasHypervisor);
    }

    /// <summary>Index of the VP that this CPU is.</summary>
    public uint VpIndex { get; }

    /// <summary>x2APIC id.</summary>
    public uint ApicId { get; }

    /// <summary>What the CPU is doing.</summary>
    public ProcessorState State => (ProcessorState)_state;

    /// <summary>Model-specific registers.</summary>
    public ModelSpecificRegisters Msrs { get; }

    /// <summary>Debug registers.</summary>
    public DebugRegisters DebugRegisters { get; } = new();

    /// <summary>CR3.</summary>
    public ulong Cr3 { get; private set; }

    /// <summary>Fixed interrupts that the CPU took.</summary>
    public long InterruptsTaken => Interrupts.Taken;

    /// <summary>Fixed interrupts that its APIC did not accept.</summary>
    public long InterruptsLost => Interrupts.Lost;

    /// <summary>Whether a fixed interrupt pends.</summary>
    public bool HasPendingInterrupt => Interrupts.HasPending;

    internal SimulatedMachine Machine { get; }

    internal TranslationCache Translations { get; }

    internal InterruptController Interrupts { get; } = new();

    /// <summary>An exception from outside, such as an NMI (2) or a machine check (18), which interrupts being off does not hold back.</summary>
    public void RaiseException(byte vector) => Interrupts.RaiseException(vector);

    /// <summary>Loads another address space.</summary>
    internal void LoadCr3(ulong value)
    {
        Cr3 = value;
        Translations.Load(value);
    }

    internal bool TryWriteMsr(uint register, ulong value)
    {
        if (!Msrs.TryWrite(register, value))
        {
            return false;
        }

        if (register == ApicRegister.SVR.X2ApicMsr())
        {
            Interrupts.Enabled = new Svr { Raw = (uint)value }.Enable;
        }

        return true;
    }

    /// <summary>Enters the kernel as a hypervisor would (TLFS, HvCallStartVirtualProcessor).</summary>
    internal void Start(InitialVpContextX64 context) => Execute(ProcessorState.Running, () => Enter(context, loadsDescriptors: false));

    /// <summary>Waits for the CPU to end; false when it does not.</summary>
    internal bool Join(TimeSpan timeout) => _thread?.Join(timeout) ?? true;

    private void Execute(ProcessorState state, Action body)
    {
        _state = (int)state;
        _thread = new Thread(() => Body(body), StackSize) { IsBackground = true, Name = $"CPU {VpIndex}" };
        _thread.Start();
    }

    private void Body(Action body)
    {
        SimulatedCpu.Current = this;
        try
        {
            body();
        }
        catch (CpuStoppedException)
        {
        }
        catch (Exception exception)
        {
            Die(exception);
        }

        Interlocked.CompareExchange(ref _state, (int)ProcessorState.Stopped, (int)ProcessorState.Running);
    }

    /// <summary>An exception that no guarded call of the kernel caught: the kernel's own fault.</summary>
    private void Die(Exception exception)
    {
        if (exception is not SimulatedCpuException)
        {
            Machine.Note($"CPU {VpIndex}: {exception}");
        }

        try
        {
            Deliver(SimulatedCpuException.VectorOf(exception) ?? InvalidOpcode, (exception as SimulatedCpuException)?.Address ?? 0);
        }
        catch (CpuStoppedException)
        {
        }
        catch (Exception second)
        {
            Machine.Note($"CPU {VpIndex}: while it reported a fault: {second}");
        }
    }

    private void Enter(InitialVpContextX64 context, bool loadsDescriptors)
    {
        if ((StartContext.Problem(Machine, context) ?? (loadsDescriptors ? StartContext.DescriptorProblem(Machine, context) : null)) is { } problem)
        {
            _state = (int)ProcessorState.TripleFault;
            Machine.Note($"CPU {VpIndex} triple-faulted: {problem}");
            return;
        }

        LoadCr3(context.Cr3);
        TryWriteMsr(X64Msr.Pat, context.MsrCrPat);
        Machine.RunKernel();
    }
}
