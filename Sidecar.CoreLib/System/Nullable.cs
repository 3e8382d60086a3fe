namespace System;

/// <summary>The type of <c>T?</c>.</summary>
/// <typeparam name="T">The value.</typeparam>
public struct Nullable<T>
    where T : struct
{
    // Both are known to the compiler by name.
    private readonly bool hasValue;
    internal T value;

    /// <summary>Makes one that has a value.</summary>
    public Nullable(T value)
    {
        this.value = value;
        hasValue = true;
    }

    /// <summary>Whether there is a value.</summary>
    public readonly bool HasValue => hasValue;

    /// <summary>The value; the machine stops with a fault when there is none.</summary>
    public readonly T Value
    {
        get
        {
            if (!hasValue)
            {
                ThrowHelper.NoValue();
            }

            return value;
        }
    }

    /// <summary>The value, or zeros.</summary>
    public readonly T GetValueOrDefault() => value;

    /// <summary>The value, or <paramref name="defaultValue"/>.</summary>
    public readonly T GetValueOrDefault(T defaultValue) => hasValue ? value : defaultValue;

    public static implicit operator T?(T value) => new Nullable<T>(value);

    public static explicit operator T(T? value) => value!.Value;
}
