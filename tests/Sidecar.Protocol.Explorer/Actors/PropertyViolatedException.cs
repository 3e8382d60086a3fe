using System;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>Thrown by an actor's script when what it sees must never be.</summary>
/// <param name="message">What must never be.</param>
public sealed class PropertyViolatedException(string message) : Exception(message)
{
    /// <summary>Throws unless <paramref name="holds"/>.</summary>
    public static void Unless(bool holds, string message)
    {
        if (!holds)
        {
            throw new PropertyViolatedException(message);
        }
    }
}
