using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>A CPU exception, in a build where there is no CPU to raise it. A simulated machine catches it where the real one has its exception stubs.</summary>
/// <param name="vector">0 to 31.</param>
/// <param name="address">For a page fault, the address that was accessed (CR2).</param>
public sealed class SimulatedCpuException(byte vector, ulong address = 0) : Exception($"CPU exception {vector}, accessing 0x{address:x}")
{
    /// <summary>The exception's vector.</summary>
    public byte Vector { get; } = vector;

    /// <summary>The address that was accessed; 0 when the exception has none.</summary>
    public ulong Address { get; } = address;

    /// <summary>The vector that a VP would see where .NET throws <paramref name="exception"/>; null for an exception that no handler could cause.</summary>
    public static byte? VectorOf(Exception exception) => exception switch
    {
        SimulatedCpuException simulated => simulated.Vector,
        // The CPU's own divide error.
        DivideByZeroException => 0,
        NullReferenceException or AccessViolationException => 14,
        // What the freestanding core library does where .NET would throw: an undefined instruction.
        IndexOutOfRangeException or ArgumentException or OverflowException or InvalidOperationException or InvalidCastException => 6,
        _ => null,
    };
}
