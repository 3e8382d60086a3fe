using System.Text;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Information;
using Sidecar.Boot.Loading;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>What results say, as strings.</summary>
internal static class Text
{
    public static string Describe(this BootInformationResult result)
    {
        var writer = new Utf8Writer(new byte[400]);
        result.Describe(ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }

    public static string Describe(this AcpiResult result)
    {
        var writer = new Utf8Writer(new byte[400]);
        result.Describe(ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }

    public static string Describe(this ImageResult result, string file = "")
    {
        var writer = new Utf8Writer(new byte[400]);
        result.Describe(Encoding.UTF8.GetBytes(file), ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }
}
