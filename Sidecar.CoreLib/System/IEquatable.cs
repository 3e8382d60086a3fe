namespace System;

/// <summary>Equality without boxing, for use as a constraint of generics.</summary>
/// <typeparam name="T">What it is compared with.</typeparam>
public interface IEquatable<T>
    where T : allows ref struct
{
    /// <summary>Whether this equals <paramref name="other"/>.</summary>
    bool Equals(T? other);
}
