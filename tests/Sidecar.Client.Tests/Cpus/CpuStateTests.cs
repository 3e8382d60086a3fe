using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Client.Cpus;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Xunit;

namespace Sidecar.Client.Tests.Cpus;

/// <summary>Whose a CPU is, and how it changes hands, by a sysfs that is a folder.</summary>
public sealed partial class CpuStateTests
{
    private const string States = "0 host\n1 idle\n2 running\n3 stopping\n4 removing\n5 removed\n6 failed\n7 linux\n";

    [Fact]
    public async Task Each_word_of_the_driver_has_a_state()
    {
        using var sysfs = new TemporaryFolder();
        sysfs.Write("bus/platform/devices/SDCR0001:00/vps", "16 host\n17 idle\n");
        // As in sysfs, where a bus has links to its devices.
        sysfs.Write("devices/platform/SDCR0001:01/vps", States);
        Directory.CreateSymbolicLink(Path.Combine(sysfs.Path, "bus/platform/devices/SDCR0001:01"), "../../../devices/platform/SDCR0001:01");
        await using var client = Open(sysfs, 8);
        CpuState[] expected = [CpuState.Idle, CpuState.Running, CpuState.Stopping, CpuState.Removing, CpuState.Removed, CpuState.Failed, CpuState.Linux, CpuState.Unknown];
        for (var vp = 1u; vp <= 8; vp++)
        {
            client[vp].GetCpuState().ShouldBe(expected[vp - 1]);
        }

        VpStates.Find(States, 0).ShouldBe(CpuState.Host);

        // Looked up anew each time, wherever the node's device is now.
        sysfs.Write("devices/platform/SDCR0001:01/vps", "0 host\n1 linux\n");
        client[1].GetCpuState().ShouldBe(CpuState.Linux);
        Directory.Move(Path.Combine(sysfs.Path, "bus/platform/devices/SDCR0001:01"), Path.Combine(sysfs.Path, "bus/platform/devices/SDCR0001:0a"));
        client[1].GetCpuState().ShouldBe(CpuState.Linux);
    }

    [Theory]
    [InlineData("1\n", CpuState.Linux)]
    [InlineData("0\n", CpuState.Unknown)]
    [InlineData(null, CpuState.Unknown)]
    public async Task Without_this_projects_driver_Linux_says_what_it_knows(string? online, CpuState state)
    {
        using var sysfs = new TemporaryFolder();
        if (online is not null)
        {
            sysfs.Write("devices/system/cpu/cpu1/online", online);
        }

        await using var client = Open(sysfs, 1);
        client[1].GetCpuState().ShouldBe(state);
    }

    [Fact]
    public async Task A_conversion_has_Linux_take_the_CPU_and_let_go_of_it()
    {
        using var sysfs = new TemporaryFolder();
        sysfs.Write("devices/system/cpu/cpu2/online", "-");
        await using var client = Open(sysfs, 2);
        await client[2].ConvertAsync();
        sysfs.Read("devices/system/cpu/cpu2/online").ShouldStartWith("1");
        await client[2].GiveBackAsync();
        sysfs.Read("devices/system/cpu/cpu2/online").ShouldStartWith("0");
    }

    [Fact]
    public async Task A_conversion_gives_the_claim_up_first_and_keeps_commands_away_meanwhile()
    {
        using var sysfs = new TemporaryFolder();
        var online = sysfs.Write("devices/system/cpu/cpu1/online", "-");
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device], new SidecarOptions { SysfsPath = sysfs.Path });
        var vp = client[1];
        vp.Claim().ShouldBeTrue();
        File.Delete(online);
        device.OnClaim = _ => Errno.EBUSY;
        (await Should.ThrowAsync<SidecarException>(vp.ConvertAsync)).Message.ShouldBe("VP 1: release: another program has it (EBUSY (Device or resource busy))");
        device.OnClaim = _ => Errno.None;
        (await Should.ThrowAsync<SidecarException>(vp.ConvertAsync)).Errno.ShouldBe(Errno.ENOENT);
        device.Requests.ShouldBe(["CLAIM 1", "RELEASE 1", "RELEASE 1"]);

        // A file that nobody reads yet: the conversion waits.
        MakeFifo(online, 0x180).ShouldBe(0);
        var conversion = vp.ConvertAsync();
        (await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Busy)).Message.ShouldStartWith("VP 1 is busy with its CPU's way to Linux");
        vp.Stop().ShouldBeFalse();
        File.ReadAllText(online).ShouldBe("1");
        await conversion.WaitAsync(TimeSpan.FromSeconds(20));
        device.OnStart = cpu =>
        {
            device.Complete(cpu);
            return Errno.None;
        };
        await vp.TestAsync().WithinAsync();

        device.OnStart = _ => Errno.None;
        var run = vp.RunAsync();
        (await Should.ThrowAsync<SidecarException>(vp.ConvertAsync)).Kind.ShouldBe(SidecarErrorKind.Busy);
        device.OnStop = Answers.Stop(device);
        vp.Stop();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
    }

    /// <summary>Linux may have one CPU, and the pool one thread then, by which the callers of all other VPs go on.</summary>
    [Fact]
    public async Task A_CPU_that_changes_hands_keeps_no_thread_of_the_pools_waiting()
    {
        using var sysfs = new TemporaryFolder();
        var online = sysfs.Write("devices/system/cpu/cpu1/online", "-");
        File.Delete(online);
        // A file that nobody reads yet: the thread waits.
        MakeFifo(online, 0x180).ShouldBe(0);
        await using var client = Open(sysfs, 1);
        foreach (var move in new Func<Task>[] { client[1].ConvertAsync, client[1].GiveBackAsync })
        {
            var moving = move();
            await Failures.Until(() => ThreadNames().Contains(HotplugThread.Name), "a thread of its own");
            moving.IsCompleted.ShouldBeFalse();
            File.ReadAllText(online).Length.ShouldBe(1);
            await moving.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task A_CPU_that_Linux_does_not_have_is_an_error_with_the_file()
    {
        using var sysfs = new TemporaryFolder();
        await using var client = Open(sysfs, 1);
        var error = await Should.ThrowAsync<SidecarException>(client[1].ConvertAsync);
        error.Message.ShouldBe($"VP 1: converting it to Linux: {sysfs.Path}/devices/system/cpu/cpu1/online does not exist: Linux has no such CPU, or does not let it go on and off (ENOENT (No such file or directory))");
        (await Should.ThrowAsync<SidecarException>(client[1].GiveBackAsync)).Message.ShouldStartWith("VP 1: giving it back to the sidecar: ");
    }

    [Fact]
    public async Task What_Linux_refuses_keeps_its_number()
    {
        using var sysfs = new TemporaryFolder();
        // A file that takes no write: its device is always full.
        Directory.CreateDirectory(Path.Combine(sysfs.Path, "devices/system/cpu/cpu1"));
        File.CreateSymbolicLink(Path.Combine(sysfs.Path, "devices/system/cpu/cpu1/online"), "/dev/full");
        await using var client = Open(sysfs, 1);
        var error = await Should.ThrowAsync<SidecarException>(client[1].ConvertAsync);
        error.Errno.ShouldBe((Errno)28);
        error.Kind.ShouldBe(SidecarErrorKind.Device);
        error.VpIndex.ShouldBe(1u);
    }

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll<string, uint>((text, cpu) =>
    {
        VpStates.Find(text ?? "", cpu);
        VpStates.Find(States.Insert(Math.Abs((int)cpu % States.Length), text ?? ""), cpu % 8);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", CpuState.Unknown)]
    [InlineData("1", CpuState.Unknown)]
    [InlineData("1 ", CpuState.Unknown)]
    [InlineData("1 asleep", CpuState.Unknown)]
    [InlineData("11 idle", CpuState.Unknown)]
    [InlineData("-1 idle", CpuState.Unknown)]
    [InlineData("99999999999 idle\n1\tidle \r\n", CpuState.Idle)]
    [InlineData("1 idle\n1 failed", CpuState.Idle)]
    public void Other_lines_are_passed_over(string text, CpuState state) => VpStates.Find(text, 1).ShouldBe(state);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    private static IEnumerable<string> ThreadNames()
    {
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            string? name = null;
            try
            {
                name = File.ReadAllText(Path.Combine(folder, "comm")).Trim();
            }
            catch (IOException)
            {
                // It has ended.
            }

            if (name is not null)
            {
                yield return name;
            }
        }
    }

    private static SidecarClient Open(TemporaryFolder sysfs, uint vps) => SidecarClient.Open([new ScriptedDevice(vps)], new SidecarOptions { SysfsPath = sysfs.Path });
}
