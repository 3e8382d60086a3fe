namespace System.Runtime.CompilerServices;

/// <summary>Behind <c>init</c>.</summary>
public static class IsExternalInit;
