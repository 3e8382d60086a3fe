using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>
/// Marks a static method as a user command of the sidecar. The method takes its request by <c>in</c> (or none), its per-VP state by <c>ref</c> (or none),
/// and a <see cref="HandlerContext"/>, and returns its response (or nothing). Request, state and response are unmanaged structs;
/// request and response are at most 1,024 bytes each. Handlers with the same state type share one state per VP.
/// </summary>
/// <param name="number">The command number on the command page, 0x1000 or above.</param>
/// <param name="name">What a person calls it: lower case, words joined by dashes, as typed at the monitor.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CommandHandlerAttribute(uint number, string name) : Attribute
{
    /// <summary>The command number.</summary>
    public uint Number { get; } = number;

    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
