namespace System.Runtime.InteropServices;

/// <summary>A method that only native code calls. Kernel entries use <see cref="RuntimeExportAttribute"/>, which has no transition.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    /// <summary>Calling conventions.</summary>
    public Type[]? CallConvs;

    /// <summary>The exported name.</summary>
    public string? EntryPoint;
}
