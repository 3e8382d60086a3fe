using System;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;

namespace Sidecar.Client;

/// <summary>Threads that stay on one CPU, as commands on Linux's own CPUs need it (<see cref="SidecarVp.OpenLocalChannel"/>).</summary>
public static unsafe class CpuBinding
{
    /// <summary>Bits in the largest set of CPUs that Linux knows (CONFIG_NR_CPUS of x86-64, at most).</summary>
    private const int MaxCpus = 8192;

    /// <summary>Binds the calling thread to one CPU, for good: a thread made for it, and none of the thread pool's.</summary>
    /// <param name="cpu">A CPU that is Linux's.</param>
    /// <exception cref="SidecarException">It is offline, or there is no such CPU.</exception>
    public static void Bind(uint cpu)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, (uint)MaxCpus);
        Span<byte> cpus = stackalloc byte[MaxCpus / 8];
        cpus.Clear();
        cpus[(int)cpu / 8] = (byte)(1 << ((int)cpu % 8));
        // SAFETY: the set is read during the call only; thread 0 is the calling one.
        fixed (byte* start = cpus)
        {
            if (Libc.SchedSetAffinity(0, MaxCpus / 8, start) < 0)
            {
                throw new SidecarException(SidecarErrorKind.Device, $"the thread cannot be bound to CPU {cpu}: it is offline, or there is none ({ErrnoText.Of(LinuxFile.LastError)})")
                {
                    VpIndex = cpu,
                    Errno = LinuxFile.LastError,
                };
            }
        }
    }
}
