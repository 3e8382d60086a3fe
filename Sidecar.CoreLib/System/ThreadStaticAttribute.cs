namespace System;

/// <summary>Known to the compilers, refused by the images: there are no threads, and a VP's own data lies in its globals page.</summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ThreadStaticAttribute : Attribute;
