using System.Diagnostics;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;
using Sidecar.Vmm.Linux.Report;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Bench;

/// <summary>The driver's RUN without anything around it: what a program has that calls the device itself and waits in the kernel.</summary>
internal static class IoctlBench
{
    private const string Device = "/dev/mshv_vtl_sidecar0";
    private const int WarmUp = 50;
    private const int Rounds = 301;

    /// <summary>Measures NONE on the first VP of the first node; nobody else may have it.</summary>
    public static string Run(Reporter report)
    {
        Check(LinuxSidecarDevice.TryOpen(Device, out var device), "open");
        using (device)
        {
            Check(device!.GetInfo(out var info), "INFO");
            Steps.Expect(info.CpuCount > 1 && info.PerCpuShmem >= SidecarLimits.PageSize, $"{Device} says {info.CpuCount} CPUs, {info.PerCpuShmem} bytes of shared pages each");
            Check(device.Map((nuint)info.CpuCount * info.PerCpuShmem, out var pages), "mmap");
            SetNone(pages + (nint)info.PerCpuShmem);
            var timings = new Timings();
            for (var index = -WarmUp; index < Rounds; index++)
            {
                var start = Stopwatch.GetTimestamp();
                var error = device.Run(info.BaseCpu + 1);
                var taken = Stopwatch.GetElapsedTime(start);
                Check(error, "RUN");
                if (index >= 0)
                {
                    timings.Add(taken);
                }
            }

            return SidecarBench.Report(report, "ioctl-run-none", timings);
        }
    }

    // SAFETY: the device has mapped a page at least there, and this process starts no command on it meanwhile.
    private static unsafe void SetNone(nint page) => ((CommandPage*)page)->Command = SidecarCommand.NONE;

    private static void Check(Errno error, string call) => Steps.Expect(error == Errno.None, $"{Device}: {call} failed: {ErrnoText.Of(error)}");
}
