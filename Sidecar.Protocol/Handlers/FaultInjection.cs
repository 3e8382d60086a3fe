namespace Sidecar.Protocol.Handlers;

/// <summary>
/// CPU exceptions on purpose, for handlers that show or test what the kernel does with a fault. On a VP they are real; in a hosted build, where they
/// would end the process, each is a <c>SimulatedCpuException</c> with the vector that the VP would see.
/// </summary>
public static unsafe partial class FaultInjection
{
    /// <summary>Raises an exception by its vector, without an error code. Returns only if the exception's handler continues.</summary>
    /// <param name="vector">0 to 31.</param>
    public static partial void Raise(byte vector);

    /// <summary>Writes a byte to any address: vector 14 if nothing is mapped there or it is read-only, 13 if it is not canonical.</summary>
    /// <param name="address">A virtual address.</param>
    public static partial void Write(ulong address);

    /// <summary>Writes to the code that is running: vector 14. Writes what is there already, so that a kernel that lets it pass is not harmed.</summary>
    public static partial void WriteText();

    /// <summary>Calls itself without end: vector 8, as the CPU cannot push the page fault onto the stack that caused it.</summary>
    public static partial void OverflowStack();
}
