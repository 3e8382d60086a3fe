using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Cli.Build;
using Xunit;

namespace Sidecar.Cli.Tests.Build;

public class CpioWriterTests
{
    [Fact]
    public void AMemberByteForByte()
    {
        var bytes = Write(archive => archive.File("a", [1, 2, 3, 4, 5]));
        const string Header = "070701" + "00000001" + "000081a4" + "00000000" + "00000000" + "00000001" + "00000000" + "00000005"
            + "00000000" + "00000000" + "00000000" + "00000000" + "00000002" + "00000000" + "a\0";
        Encoding.ASCII.GetString(bytes, 0, Header.Length).ShouldBe(Header);
        bytes[112..120].ShouldBe([1, 2, 3, 4, 5, 0, 0, 0]);
        const string End = "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000"
            + "00000000" + "00000000" + "00000000" + "00000000" + "0000000b" + "00000000" + "TRAILER!!!\0\0\0\0";
        Encoding.ASCII.GetString(bytes, 120, bytes.Length - 120).ShouldBe(End);
    }

    [Fact]
    public void EachKindOfMember() => CpioReader.Read(Write(archive =>
    {
        archive.Folder("bin");
        archive.File("bin/busybox", [1, 2, 3], CpioWriter.Executable);
        archive.Link("bin/sh", "busybox");
        archive.CharacterDevice("dev/console", 5, 1);
        archive.File("init", "#!/bin/sh\n"u8);
    })).Select(member => member.Listing).ShouldBe(
    [
        "drwxr-xr-x 0 bin",
        "-rwxr-xr-x 3 bin/busybox",
        "lrwxrwxrwx 7 bin/sh -> busybox",
        "crw------- 5, 1 dev/console",
        "-rw-r--r-- 10 init",
    ]);

    [Fact]
    public void WhatIsWrittenIsRead() => Prop.ForAll(
        (from length in Gen.Choose(1, 40) from size in Gen.Choose(0, 70) select (Name: new string('n', length), Content: Enumerable.Range(0, size).Select(value => (byte)value).ToArray()))
            .ListOf().ToArbitrary(),
        files =>
        {
            byte[] Archive() => Write(archive => files.ToList().ForEach(file => archive.File(file.Name, file.Content)));
            var members = CpioReader.Read(Archive());
            members.Select(member => member.Name).ShouldBe(files.Select(file => file.Name));
            members.Select(member => Encoding.Latin1.GetString(member.Content)).ShouldBe(files.Select(file => Encoding.Latin1.GetString(file.Content)));
            members.Select(member => member.Inode).ShouldBe(Enumerable.Range(1, files.Count()));
            Archive().ShouldBe(Archive());
        }).QuickCheckThrowOnFailure();

    private static byte[] Write(System.Action<CpioWriter> fill)
    {
        using var stream = new MemoryStream();
        var archive = new CpioWriter(stream);
        fill(archive);
        archive.Finish();
        return stream.ToArray();
    }
}
