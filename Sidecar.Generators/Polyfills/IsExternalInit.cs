namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for when a record is declared; netstandard2.0 does not have it.</summary>
internal static class IsExternalInit;
