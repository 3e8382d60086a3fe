namespace System;

/// <summary>Behind <c>using</c>; as the constraint of a generic it costs nothing.</summary>
public interface IDisposable
{
    /// <summary>Lets go of what is held.</summary>
    void Dispose();
}
