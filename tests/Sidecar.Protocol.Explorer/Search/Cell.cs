namespace Sidecar.Protocol.Explorer.Search;

/// <summary>A byte or word that actors access through ISharedMemory.</summary>
/// <param name="Name">What a trace calls it.</param>
/// <param name="Address">Where the code under test finds it.</param>
/// <param name="Initial">What it holds at the start.</param>
/// <param name="IsShared">
/// Whether more than one actor accesses it while anybody writes it. An access to one that is not is nobody else's business, so the search need not
/// try it at different moments.
/// </param>
/// <param name="Meaning">Turns a value into words, or null for a plain number.</param>
public sealed record Cell(string Name, nint Address, uint Initial, bool IsShared, System.Func<uint, string>? Meaning = null)
{
    /// <summary>A value in words.</summary>
    public string Describe(uint value) => Meaning?.Invoke(value) ?? value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
