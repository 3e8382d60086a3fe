using System;
using System.IO;
using System.Runtime.InteropServices;
using Shouldly;
using Sidecar.Client.Devices;
using Xunit;

namespace Sidecar.Client.Tests.Linux;

/// <summary>The real device's way through Linux, as far as Linux goes without the driver: errors keep their numbers, and a mapping may be used after its end.</summary>
public sealed class LinuxDeviceTests
{
    [Theory]
    [InlineData("/does/not/exist", Errno.ENOENT)]
    [InlineData("/dev", (Errno)21)]
    public void A_file_that_cannot_be_opened_says_why(string path, Errno errno)
    {
        LinuxSidecarDevice.TryOpen(path, out var device).ShouldBe(errno);
        device.ShouldBeNull();
    }

    [Fact]
    public void Requests_that_a_device_does_not_have_are_ENOTTY()
    {
        LinuxSidecarDevice.TryOpen("/dev/null", out var device).ShouldBe(Errno.None);
        using (device)
        {
            device!.Name.ShouldBe("/dev/null");
            device.PollHandle.ShouldBeGreaterThan(0);
            device.GetInfo(out var info).ShouldBe(Errno.ENOTTY);
            info.CpuCount.ShouldBe(0u);
            device.Start(1).ShouldBe(Errno.ENOTTY);
            device.Stop(1).ShouldBe(Errno.ENOTTY);
            device.Run(1).ShouldBe(Errno.ENOTTY);
            device.Claim(1).ShouldBe(Errno.ENOTTY);
            device.Release(1).ShouldBe(Errno.ENOTTY);
            device.Map(4096, out _).ShouldBe(Errno.ENODEV);
            device.ReadCompletions(new uint[4], out var count).ShouldBe(Errno.None);
            count.ShouldBe(0);
        }
    }

    [Fact]
    public void Numbers_are_read_as_many_as_there_are()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("completions", "");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes<uint>([3, 1, 4, 1, 5]).ToArray());
        LinuxSidecarDevice.TryOpen(path, out var device).ShouldBe(Errno.None);
        using (device)
        {
            var cpus = new uint[4];
            device!.ReadCompletions(cpus, out var count).ShouldBe(Errno.None);
            cpus[..count].ShouldBe([3u, 1u, 4u, 1u]);
            device.ReadCompletions(cpus, out count).ShouldBe(Errno.None);
            cpus[..count].ShouldBe([5u]);
        }
    }

    [Fact]
    public unsafe void A_mapping_is_the_files_until_it_is_disposed_and_nobodys_afterwards()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("pages", new string('a', 8192));
        LinuxSidecarDevice.TryOpen(path, out var device).ShouldBe(Errno.None);
        device!.Map(8192, out var address).ShouldBe(Errno.None);
        var pages = new Span<byte>((void*)address, 8192);
        pages[4096].ShouldBe((byte)'a');
        pages[4096] = (byte)'b';
        device.Dispose();
        File.ReadAllBytes(path)[4096].ShouldBe((byte)'b');
        pages[4096].ShouldBe((byte)0);
        pages[4096] = 7;
        File.ReadAllBytes(path)[4096].ShouldBe((byte)'b');
        Should.Throw<ObjectDisposedException>(() => device.Start(1));
    }

    [Fact]
    public void Any_number_has_words()
    {
        ErrnoText.Of(Errno.None).ShouldBe("success");
        ErrnoText.Of(Errno.EBUSY).ShouldBe("EBUSY (Device or resource busy)");
        ErrnoText.Of((Errno)32).ShouldBe("errno 32 (Broken pipe)");
        ErrnoText.Of((Errno)99999).ShouldStartWith("errno 99999 (");
        foreach (var errno in Enum.GetValues<Errno>())
        {
            ErrnoText.Of(errno).ShouldNotStartWith("errno");
        }
    }
}
