using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Options;
using Sidecar.Boot.Processors;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Boot.Tests.Options;

public sealed class CommandLineTests
{
    private BootOptions _options;

    [Fact]
    public void Defaults()
    {
        Parse("").ShouldBeEmpty();
        _options.Scenario.IsEmpty.ShouldBeTrue();
        _options.Interactive.ShouldBeFalse();
        _options.NodeSize.ShouldBe(32);
        _options.IdleMode.ShouldBe(IdleMode.Auto);
        _options.Log.ShouldBeFalse();
        _options.TracePages.ShouldBe(BootOptions.DefaultTracePages);
        _options.StatePages.ShouldBe(5);
        _options.NoHypervisor.ShouldBeFalse();
        _options.Poll.ShouldBeFalse();
        _options.HasStart.ShouldBeFalse();
        _options.MemoryLimit.ShouldBe(0UL);
        _options.CpuLimit.ShouldBe(0);
    }

    [Fact]
    public void Everything_at_once()
    {
        Parse("  scenario=fan-out2 interactive\tnode-size=4 idle=mwait log=1 trace-pages=0 state-pages=192 no-hypervisor poll start=1-7,9 memory-limit=3M cpu-limit=12 seed=77 linux-hz=250 ")
            .ShouldBeEmpty();
        Encoding.UTF8.GetString(_options.Scenario).ShouldBe("fan-out2");
        _options.Interactive.ShouldBeTrue();
        _options.NodeSize.ShouldBe(4);
        _options.IdleMode.ShouldBe(IdleMode.Mwait);
        _options.Log.ShouldBeTrue();
        _options.TracePages.ShouldBe(0);
        _options.StatePages.ShouldBe(192);
        _options.NoHypervisor.ShouldBeTrue();
        _options.Poll.ShouldBeTrue();
        _options.HasStart.ShouldBeTrue();
        Enumerable.Range(0, 12).Where(i => _options.Start.Contains(i)).ShouldBe([1, 2, 3, 4, 5, 6, 7, 9]);
        _options.MemoryLimit.ShouldBe(3UL << 20);
        _options.CpuLimit.ShouldBe(12);
        _options.Seed.ShouldBe(77);
        _options.LinuxHz.ShouldBe(250);
    }

    [Theory]
    [InlineData("host=linux -- console=ttyS0  quiet", true, "console=ttyS0  quiet")]
    [InlineData("-- host=linux", false, "host=linux")]
    [InlineData("host=linux --", true, "")]
    [InlineData("host=linux host=monitor", false, "")]
    [InlineData("host=linux", true, "")]
    public void What_follows_two_dashes_is_the_host_kernels(string text, bool linux, string rest)
    {
        Parse(text).ShouldBeEmpty();
        _options.Linux.ShouldBe(linux);
        Encoding.UTF8.GetString(_options.HostArguments(Encoding.UTF8.GetBytes(text))).ShouldBe(rest);
    }

    [Fact]
    public void Another_host_is_none()
    {
        Parse("host=windows").ShouldBe(["command line: \"host=windows\": expected monitor or linux, using the default"]);
        _options.Linux.ShouldBeFalse();
    }

    [Fact]
    public void The_last_word_wins()
    {
        Parse("node-size=4 idle=hlt node-size=8 idle=auto log=1 log=0").ShouldBeEmpty();
        (_options.NodeSize, _options.IdleMode, _options.Log).ShouldBe((8, IdleMode.Auto, false));
    }

    [Theory]
    [InlineData("bogus", "\"bogus\": no such option, ignored")]
    [InlineData("bogus=1", "\"bogus=1\": no such option, ignored")]
    [InlineData("=1", "\"=1\": no such option, ignored")]
    [InlineData("Log=1", "\"Log=1\": no such option, ignored")]
    [InlineData("log", "\"log\": needs a value, ignored")]
    [InlineData("node-size=", "\"node-size=\": needs a value, ignored")]
    [InlineData("interactive=1", "\"interactive=1\": takes no value, ignored")]
    [InlineData("poll=1", "\"poll=1\": takes no value, ignored")]
    [InlineData("no-hypervisor=", "\"no-hypervisor=\": takes no value, ignored")]
    [InlineData("node-size=1", "\"node-size=1\": expected a number from 2 to 32, using the default")]
    [InlineData("node-size=33", "\"node-size=33\": expected a number from 2 to 32, using the default")]
    [InlineData("node-size=-4", "\"node-size=-4\": expected a number from 2 to 32, using the default")]
    [InlineData("node-size=0x4", "\"node-size=0x4\": expected a number from 2 to 32, using the default")]
    [InlineData("node-size=99999999999999999999", "\"node-size=99999999999999999999\": expected a number from 2 to 32, using the default")]
    [InlineData("trace-pages=33", "\"trace-pages=33\": expected a number from 0 to 32, using the default")]
    [InlineData("state-pages=193", "\"state-pages=193\": expected a number from 0 to 192, using the default")]
    [InlineData("cpu-limit=0", "\"cpu-limit=0\": expected a number from 1 to 2048, using the default")]
    [InlineData("idle=poll", "\"idle=poll\": expected hlt, mwait or auto, using the default")]
    [InlineData("log=yes", "\"log=yes\": expected 0 or 1, using the default")]
    [InlineData("log=2", "\"log=2\": expected 0 or 1, using the default")]
    [InlineData("start=", "\"start=\": needs a value, ignored")]
    [InlineData("start=1,", "\"start=1,\": expected processor numbers and ranges below 2048 like 1-7,9, using the default")]
    [InlineData("start=3-1", "\"start=3-1\": expected processor numbers and ranges below 2048 like 1-7,9, using the default")]
    [InlineData("start=1-2048", "\"start=1-2048\": expected processor numbers and ranges below 2048 like 1-7,9, using the default")]
    [InlineData("start=all", "\"start=all\": expected processor numbers and ranges below 2048 like 1-7,9, using the default")]
    [InlineData("memory-limit=0", "\"memory-limit=0\": expected a size in bytes, K, M or G above 0, using the default")]
    [InlineData("memory-limit=M", "\"memory-limit=M\": expected a size in bytes, K, M or G above 0, using the default")]
    [InlineData("memory-limit=99999999999G", "\"memory-limit=99999999999G\": expected a size in bytes, K, M or G above 0, using the default")]
    [InlineData("scenario=Tour", "\"scenario=Tour\": expected a name of at most 64 characters a-z, 0-9 and -, using the default")]
    [InlineData("bad\u007f\u00e9", "\"bad???\": no such option, ignored")]
    public void A_word_that_cannot_be_followed(string word, string message)
    {
        Parse($"node-size=7 {word} idle=hlt").ShouldBe([$"command line: {message}"]);
        // The others still count.
        (_options.NodeSize, _options.IdleMode).ShouldBe((7, IdleMode.Hlt));
    }

    [Fact]
    public void Too_long_a_name()
    {
        Parse($"scenario={new string('a', 64)}").ShouldBeEmpty();
        Parse($"scenario={new string('a', 65)}").ShouldHaveSingleItem();
    }

    [Fact]
    public void Problems_beyond_the_room_for_them_are_counted()
    {
        Parse(string.Join(' ', Enumerable.Range(0, 20).Select(i => $"x{i}"))).Length.ShouldBe(BootOptions.MaxProblems);
        _options.ProblemCount.ShouldBe(20);
    }

    [Theory]
    [InlineData("1", 1UL)]
    [InlineData("4096", 4096UL)]
    [InlineData("2k", 2048UL)]
    [InlineData("2K", 2048UL)]
    [InlineData("16M", 16UL << 20)]
    [InlineData("3G", 3UL << 30)]
    public void Sizes(string text, ulong bytes)
    {
        OptionText.TryReadSize(Encoding.UTF8.GetBytes(text), out var value).ShouldBeTrue();
        value.ShouldBe(bytes);
    }

    [Fact]
    public void Any_text_is_survived() => Prop.ForAll<byte[]>(bytes =>
    {
        _options.SetDefaults(0);
        CommandLine.Parse(bytes, ref _options);
        return _options.NodeSize is >= 2 and <= 32 && Describe(bytes).All(line => line.StartsWith("command line: ", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_list_of_processors_reads_back() => Prop.ForAll<int[]>(numbers =>
    {
        var wanted = numbers.Select(n => Math.Abs((long)n) % ProcessorSet.Capacity).Append(5).Distinct().Order().ToArray();
        OptionText.TryReadProcessors(Encoding.UTF8.GetBytes(string.Join(',', wanted)), out var set).ShouldBeTrue();
        return Enumerable.Range(0, ProcessorSet.Capacity).Where(i => set.Contains(i)).Select(i => (long)i).SequenceEqual(wanted);
    }).QuickCheckThrowOnFailure();

    private string[] Parse(string text)
    {
        _options.SetDefaults(5);
        var bytes = Encoding.UTF8.GetBytes(text);
        CommandLine.Parse(bytes, ref _options);
        return Describe(bytes);
    }

    private string[] Describe(byte[] commandLine)
    {
        var lines = new string[_options.Problems.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var writer = new Utf8Writer(new byte[300]);
            _options.Problems[i].Describe(commandLine, ref writer);
            lines[i] = Encoding.UTF8.GetString(writer.Written);
        }

        return lines;
    }
}
