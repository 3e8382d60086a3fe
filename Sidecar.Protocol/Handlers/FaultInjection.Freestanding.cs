using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Sidecar.Protocol.Handlers;

public static unsafe partial class FaultInjection
{
    /// <inheritdoc/>
    public static partial void Raise(byte vector) => RaiseException(vector);

    /// <inheritdoc/>
    // SAFETY: none, and that is the purpose: whoever gives the address means it to fault.
    public static partial void Write(ulong address) => Volatile.Write(ref *(byte*)address, 0);

    /// <inheritdoc/>
    public static partial void WriteText()
    {
        // SAFETY: a method's code is readable, and is left as it was if it turns out to be writable too.
        delegate*<void> self = &WriteText;
        var code = (byte*)self;
        Volatile.Write(ref *code, Volatile.Read(ref *code));
    }

    /// <inheritdoc/>
    public static partial void OverflowStack() => Descend(1);

    /// <summary>Adds after the call, so that the compiler cannot turn the recursion into a loop.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Descend(ulong depth) => depth == 0 ? 0 : depth + Descend(depth + 1);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_raise_exception")]
    private static extern void RaiseException(byte vector);
}
