namespace System;

/// <summary>The root of all types. There is no heap: the only objects are those that the compiler froze into the image.</summary>
public unsafe class Object
{
    // The compiler lays out every object behind this field.
    internal Internal.Runtime.MethodTable* m_pEEType;

    /// <summary>Nothing to construct.</summary>
    public Object()
    {
    }

    /// <summary>Whether <paramref name="obj"/> is this very object.</summary>
    public virtual bool Equals(object? obj) => (object)this == obj;

    /// <summary>The same for all objects of which nothing else is known: without a heap, no table of objects needs it to differ.</summary>
    public virtual int GetHashCode() => 0;

    /// <summary>Nothing: kernel text is UTF-8 and written into buffers.</summary>
    public virtual string ToString() => "";
}
