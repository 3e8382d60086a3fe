namespace System;

/// <summary>The base of all delegates. Making one allocates, so kernel code uses function pointers.</summary>
public abstract class Delegate
{
}
