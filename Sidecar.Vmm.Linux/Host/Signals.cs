using System.Runtime.InteropServices;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>Signals between processes and to threads, by the numbers of x86-64 Linux.</summary>
internal static partial class Signals
{
    /// <summary>Ends a process, which cannot help it.</summary>
    public const int Kill = 9;

    /// <summary>Lets a stopped process go on.</summary>
    public const int Continue = 18;

    /// <summary>Stops a process.</summary>
    public const int Stop = 19;

    /// <summary>Of no harm to a process that does not listen to it, and an interruption of a system call to one that does (<see cref="PosixSignal.SIGWINCH"/>).</summary>
    public const int Window = 28;

    /// <summary>The calling thread's number.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThisThread();

    /// <summary>Sends one to a process. Not 0 when there is none.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Send(int process, int signal);

    /// <summary>Sends one to a thread. Not 0 when there is none.</summary>
    [LibraryImport("libc", EntryPoint = "tgkill")]
    public static partial int Send(int process, int thread, int signal);
}
