using System.Runtime;

namespace Sidecar.Cosmos.Image;

/// <summary>The entry that a shim calls.</summary>
internal static class Start
{
    /// <summary>Refuses to start: false.</summary>
    [RuntimeExport("start")]
    private static bool Main(nint parameters, nint output) => false;
}
