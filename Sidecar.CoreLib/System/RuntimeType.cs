namespace System;

/// <summary>The type of <see cref="Type"/> objects. The compiler looks it up where it meets an allocation; what then stops the code is the linker.</summary>
internal sealed class RuntimeType : Type
{
}
