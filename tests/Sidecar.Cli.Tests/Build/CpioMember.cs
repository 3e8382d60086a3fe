using System.Text;

namespace Sidecar.Cli.Tests.Build;

/// <summary>One member of a cpio archive.</summary>
internal sealed record CpioMember(string Name, int Mode, byte[] Content, int Major, int Minor, int Inode)
{
    /// <summary>Its content as text: a file's, or where a link leads.</summary>
    public string Text => Encoding.UTF8.GetString(Content);

    /// <summary>A line as <c>cpio -itv</c> writes it, shortened to what is not the same for all.</summary>
    public string Listing => $"{Kind}{Permissions} {(Kind == 'c' ? $"{Major}, {Minor}" : $"{Content.Length}")} {Name}{(Kind == 'l' ? $" -> {Text}" : "")}";

    private char Kind => (Mode & 0xf000) switch { 0x4000 => 'd', 0x8000 => '-', 0xa000 => 'l', 0x2000 => 'c', _ => '?' };

    private string Permissions => string.Create(9, Mode, (text, mode) =>
    {
        for (var bit = 0; bit < 9; bit++)
        {
            text[bit] = (mode & (0x100 >> bit)) != 0 ? "rwxrwxrwx"[bit] : '-';
        }
    });
}
