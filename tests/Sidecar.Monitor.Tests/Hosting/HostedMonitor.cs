using System;
using System.Threading;
using Sidecar.Boot.Monitor;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;

namespace Sidecar.Monitor.Tests.Hosting;

/// <summary>The simulated machine under the monitor.</summary>
/// <param name="machine">The machine.</param>
/// <param name="terminal">Its serial ports.</param>
/// <param name="haste">How many times too fast its clock runs, so that a test need not wait out the monitor's patience.</param>
internal readonly struct HostedMonitor(SimulatedMachine machine, Terminal terminal, ulong haste) : IMonitorHost
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private readonly SimulatedHost _node = new(machine);

    /// <inheritdoc/>
    public ulong NowNanoseconds => _node.NowNanoseconds * haste;

    /// <inheritdoc/>
    public ulong Timestamp => (ulong)System.Diagnostics.Stopwatch.GetTimestamp() * machine.TimestampRate;

    /// <inheritdoc/>
    public void FullFence() => _node.FullFence();

    /// <inheritdoc/>
    public void SendRequest(uint vpIndex, byte vector) => _node.SendRequest(vpIndex, vector);

    /// <inheritdoc/>
    public void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline)
        => _node.Park(nodeCpuIndex, ref needsAttention, ref slot, seen, deadline);

    /// <inheritdoc/>
    public void Wake(uint nodeCpuIndex) => _node.Wake(nodeCpuIndex);

    /// <inheritdoc/>
    public void WriteConsole(ReadOnlySpan<byte> text) => terminal.Write(text);

    /// <inheritdoc/>
    public bool TryReadConsole(out byte character) => terminal.TryTake(out character);

    /// <inheritdoc/>
    public void VisitHypervisor()
    {
    }

    public void WriteReport(ReadOnlySpan<byte> text) => terminal.WriteReport(text);

    /// <inheritdoc/>
    public bool StartProcessor(uint vpIndex, StartMethod method) => machine.Restart(vpIndex);

    /// <inheritdoc/>
    public void Rest(ulong nanoseconds)
    {
        if (nanoseconds >= NanosecondsPerMillisecond)
        {
            Thread.Sleep(1);
        }
        else
        {
            Thread.Yield();
        }
    }
}
