using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Acpi;

/// <summary>Names of tables as text.</summary>
public static class AcpiSignatureText
{
    /// <summary>Appends the four letters.</summary>
    public static void Write(this AcpiSignature signature, ref Utf8Writer text)
    {
        for (var shift = 0; shift < 32; shift += 8)
        {
            text.Write((byte)((uint)signature >> shift));
        }
    }
}
