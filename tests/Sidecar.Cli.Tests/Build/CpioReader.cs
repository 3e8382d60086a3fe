using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Shouldly;

namespace Sidecar.Cli.Tests.Build;

/// <summary>Reads a cpio archive as Linux does, and fails the test where it would not.</summary>
internal static class CpioReader
{
    private const int HeaderSize = 110;

    /// <summary>The members, without the last one.</summary>
    public static List<CpioMember> Read(byte[] archive)
    {
        var members = new List<CpioMember>();
        for (var at = 0; ;)
        {
            Encoding.ASCII.GetString(archive, at, 6).ShouldBe("070701");
            var (size, nameSize) = (Field(archive, at, 6), Field(archive, at, 11));
            var name = Encoding.UTF8.GetString(archive, at + HeaderSize, nameSize - 1);
            archive[at + HeaderSize + nameSize - 1].ShouldBe((byte)0);
            var content = Align(at + HeaderSize + nameSize);
            if (name == "TRAILER!!!")
            {
                content.ShouldBe(archive.Length);
                return members;
            }

            Field(archive, at, 4).ShouldBe(1, "links: with more, Linux looks for an earlier member of the same inode");
            (Field(archive, at, 2), Field(archive, at, 3), Field(archive, at, 5), Field(archive, at, 12)).ShouldBe((0, 0, 0, 0));
            members.Add(new(name, Field(archive, at, 1), archive[content..(content + size)], Field(archive, at, 9), Field(archive, at, 10), Field(archive, at, 0)));
            at = Align(content + size);
        }
    }

    private static int Field(byte[] archive, int header, int index)
        => int.Parse(Encoding.ASCII.GetString(archive, header + 6 + (8 * index), 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int Align(int at) => (at + 3) & ~3;
}
