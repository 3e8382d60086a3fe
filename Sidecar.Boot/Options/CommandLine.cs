using System;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Options;

/// <summary>
/// Reads the boot command line: words between blanks, each <c>key</c> or <c>key=value</c>. A later word wins over an earlier one. A word that cannot be
/// followed is noted as a problem, and the boot goes on without it. What follows the word <c>--</c> is the host kernel's.
/// </summary>
public static class CommandLine
{
    /// <summary>Follows every word of <paramref name="text"/>.</summary>
    public static void Parse(ReadOnlySpan<byte> text, ref BootOptions options)
    {
        var start = 0;
        while (true)
        {
            while (start < text.Length && text[start] <= (byte)' ')
            {
                start++;
            }

            var end = start;
            while (end < text.Length && text[end] > (byte)' ')
            {
                end++;
            }

            if (end == start)
            {
                return;
            }

            if (text[start..end].SequenceEqual("--"u8))
            {
                options.HostArgumentsStart = Math.Min(end + 1, text.Length);
                return;
            }

            var problem = new OptionProblem { Start = start, Length = end - start };
            if (!TryFollow(text[start..end], ref options, ref problem))
            {
                options.Add(problem);
            }

            start = end;
        }
    }

    private static bool TryFollow(ReadOnlySpan<byte> word, ref BootOptions options, ref OptionProblem problem)
    {
        var equals = word.IndexOf((byte)'=');
        var key = equals < 0 ? word : word[..equals];
        var value = equals < 0 ? default : word[(equals + 1)..];

        if (key.SequenceEqual("interactive"u8))
        {
            return TrySwitchOn(equals < 0, ref options.Interactive, ref problem);
        }

        if (key.SequenceEqual("no-hypervisor"u8))
        {
            return TrySwitchOn(equals < 0, ref options.NoHypervisor, ref problem);
        }

        if (key.SequenceEqual("poll"u8))
        {
            return TrySwitchOn(equals < 0, ref options.Poll, ref problem);
        }

        if (!IsKeyWithValue(key))
        {
            problem.Kind = OptionProblemKind.UnknownKey;
            return false;
        }

        if (value.IsEmpty)
        {
            problem.Kind = OptionProblemKind.MissingValue;
            return false;
        }

        return TryFollowValue(key, value, ref options, ref problem);
    }

    private static bool IsKeyWithValue(ReadOnlySpan<byte> key)
        => key.SequenceEqual("host"u8) || key.SequenceEqual("scenario"u8) || key.SequenceEqual("node-size"u8) || key.SequenceEqual("idle"u8) || key.SequenceEqual("log"u8)
            || key.SequenceEqual("trace-pages"u8) || key.SequenceEqual("state-pages"u8) || key.SequenceEqual("start"u8)
            || key.SequenceEqual("memory-limit"u8) || key.SequenceEqual("guest-memory"u8) || key.SequenceEqual("cpu-limit"u8) || key.SequenceEqual("seed"u8)
            || key.SequenceEqual("linux-hz"u8);

    private static bool TryFollowValue(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref BootOptions options, ref OptionProblem problem)
    {
        if (key.SequenceEqual("host"u8))
        {
            return TrySetHost(value, ref options, ref problem);
        }

        if (key.SequenceEqual("scenario"u8))
        {
            return TrySetScenario(value, ref options, ref problem);
        }

        if (key.SequenceEqual("node-size"u8))
        {
            return TrySetNumber(value, 2, BootOptions.MaxNodeSize, ref options.NodeSize, ref problem);
        }

        if (key.SequenceEqual("idle"u8))
        {
            return TrySetIdleMode(value, ref options, ref problem);
        }

        if (key.SequenceEqual("log"u8))
        {
            return TrySetSwitch(value, ref options.Log, ref problem);
        }

        if (key.SequenceEqual("trace-pages"u8))
        {
            return TrySetNumber(value, 0, (int)NodeLayout.MaxTracePages, ref options.TracePages, ref problem);
        }

        if (key.SequenceEqual("state-pages"u8))
        {
            return TrySetNumber(value, 0, (int)NodeLayout.MaxHandlerStatePages, ref options.StatePages, ref problem);
        }

        if (key.SequenceEqual("cpu-limit"u8))
        {
            return TrySetNumber(value, 1, Processors.ProcessorSet.Capacity, ref options.CpuLimit, ref problem);
        }

        if (key.SequenceEqual("seed"u8))
        {
            return TrySetNumber(value, 0, int.MaxValue, ref options.Seed, ref problem);
        }

        if (key.SequenceEqual("linux-hz"u8))
        {
            return TrySetNumber(value, 1, BootOptions.MaxLinuxHz, ref options.LinuxHz, ref problem);
        }

        if (key.SequenceEqual("start"u8))
        {
            return TrySetStart(value, ref options, ref problem);
        }

        return TrySetSize(value, ref key.SequenceEqual("guest-memory"u8) ? ref options.GuestMemory : ref options.MemoryLimit, ref problem);
    }

    private static bool TrySwitchOn(bool bare, ref bool target, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.UnexpectedValue;
        target |= bare;
        return bare;
    }

    private static bool TrySetSwitch(ReadOnlySpan<byte> value, ref bool target, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.Switch;
        var good = value.Length == 1 && value[0] is (byte)'0' or (byte)'1';
        target = good ? value[0] == (byte)'1' : target;
        return good;
    }

    private static bool TrySetNumber(ReadOnlySpan<byte> value, int minimum, int maximum, ref int target, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.Number;
        problem.Minimum = minimum;
        problem.Maximum = maximum;
        if (!OptionText.TryReadNumber(value, out var number) || number < (ulong)minimum || number > (ulong)maximum)
        {
            return false;
        }

        target = (int)number;
        return true;
    }

    private static bool TrySetScenario(ReadOnlySpan<byte> value, ref BootOptions options, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.Name;
        if (!OptionText.IsName(value))
        {
            return false;
        }

        options.Scenario = value;
        return true;
    }

    private static bool TrySetHost(ReadOnlySpan<byte> value, ref BootOptions options, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.Host;
        var linux = value.SequenceEqual("linux"u8);
        if (!linux && !value.SequenceEqual("monitor"u8))
        {
            return false;
        }

        options.Linux = linux;
        return true;
    }

    private static bool TrySetIdleMode(ReadOnlySpan<byte> value, ref BootOptions options, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.IdleMode;
        if (value.SequenceEqual("hlt"u8))
        {
            options.IdleMode = IdleMode.Hlt;
        }
        else if (value.SequenceEqual("mwait"u8))
        {
            options.IdleMode = IdleMode.Mwait;
        }
        else if (value.SequenceEqual("auto"u8))
        {
            options.IdleMode = IdleMode.Auto;
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool TrySetStart(ReadOnlySpan<byte> value, ref BootOptions options, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.ProcessorList;
        if (!OptionText.TryReadProcessors(value, out var set))
        {
            return false;
        }

        options.HasStart = true;
        options.Start = set;
        return true;
    }

    private static bool TrySetSize(ReadOnlySpan<byte> value, ref ulong target, ref OptionProblem problem)
    {
        problem.Kind = OptionProblemKind.Size;
        if (!OptionText.TryReadSize(value, out var bytes))
        {
            return false;
        }

        target = bytes;
        return true;
    }
}
