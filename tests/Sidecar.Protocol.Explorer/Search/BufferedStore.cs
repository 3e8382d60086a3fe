namespace Sidecar.Protocol.Explorer.Search;

/// <summary>One entry of a store buffer.</summary>
/// <param name="Cell">The cell; -1 when it is a patch of the plain memory.</param>
/// <param name="Value">The value, or the number of the patch.</param>
public readonly record struct BufferedStore(int Cell, uint Value);
