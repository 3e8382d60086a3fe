namespace Internal.Runtime;

/// <summary>What the compiler writes for a type. Nothing here looks inside.</summary>
internal struct MethodTable
{
}
