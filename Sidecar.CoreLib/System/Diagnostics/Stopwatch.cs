using System.Runtime;
using System.Runtime.CompilerServices;

namespace System.Diagnostics;

/// <summary>The processor's time-stamp counter.</summary>
public static class Stopwatch
{
    /// <summary>The counter now, in ticks of a frequency that whoever needs it must learn elsewhere.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_tsc")]
    public static extern long GetTimestamp();
}
