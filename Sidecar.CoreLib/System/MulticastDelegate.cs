namespace System;

/// <summary>The base of all delegate types.</summary>
public abstract class MulticastDelegate : Delegate
{
}
