using System;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Protocol.Node;

namespace Sidecar.Boot.Monitor;

/// <summary>
/// What the monitor needs of the machine it runs on: the node protocol's part, a console, a report channel, a clock. The image implements it with serial ports and
/// the local APIC, the tests with a simulated machine.
/// </summary>
public interface IMonitorHost : INodeHost
{
    /// <summary>Time stamp counter of the monitor's CPU, the same clock as the VPs' trace records have.</summary>
    ulong Timestamp { get; }

    /// <summary>Writes to the console, as it is. Lines end in CR LF.</summary>
    void WriteConsole(ReadOnlySpan<byte> text);

    /// <summary>Takes the next byte that was typed at the console; false when there is none.</summary>
    bool TryReadConsole(out byte character);

    /// <summary>Writes to the report channel (docs/cli.md, "Report"), as it is. Lines end in LF.</summary>
    void WriteReport(ReadOnlySpan<byte> text);

    /// <summary>Executes an instruction of the monitor's that the hypervisor, if there is one, carries out: CPUID.</summary>
    void VisitHypervisor();

    /// <summary>
    /// Starts a CPU that has left the sidecar: it parks at its wake slot. Returns before it has arrived there.
    /// </summary>
    /// <returns>False when the machine has no such way to, or the hypervisor refused.</returns>
    bool StartProcessor(uint vpIndex, StartMethod method);

    /// <summary>Gives the CPU away for at most this long, or until any interrupt. Returning early is always right.</summary>
    void Rest(ulong nanoseconds);
}
