namespace Sidecar.Cli.Qemu;

/// <summary>Where the machine's serial ports go: QEMU character devices.</summary>
/// <param name="Console">COM1, the monitor's console.</param>
/// <param name="Log">COM2, the kernel's log.</param>
/// <param name="Report">COM3, the machine-readable report.</param>
public sealed record SerialPorts(string Console, string Log, string Report);
