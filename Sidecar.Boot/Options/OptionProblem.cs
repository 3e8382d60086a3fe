using System;
using Sidecar.Boot.Processors;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Options;

/// <summary>A word of the command line that was not followed.</summary>
public struct OptionProblem
{
    /// <summary>What is wrong.</summary>
    public OptionProblemKind Kind;

    /// <summary>Where the word starts on the command line.</summary>
    public int Start;

    /// <summary>Bytes of the word.</summary>
    public int Length;

    /// <summary>Least value that would do, for <see cref="OptionProblemKind.Number"/>.</summary>
    public int Minimum;

    /// <summary>Greatest value that would do, for <see cref="OptionProblemKind.Number"/>.</summary>
    public int Maximum;

    /// <summary>Appends one sentence.</summary>
    /// <param name="commandLine">The command line that the problem was found on.</param>
    /// <param name="text">Where it goes.</param>
    public readonly void Describe(ReadOnlySpan<byte> commandLine, ref Utf8Writer text)
    {
        text.Write("command line: \""u8);
        foreach (var character in commandLine.Slice(Start, Math.Min(Length, 64)))
        {
            // A loader may hand over anything; the console gets what it can show.
            text.Write(character is >= 0x20 and < 0x7f ? character : (byte)'?');
        }

        text.Write("\": "u8);
        switch (Kind)
        {
            case OptionProblemKind.UnknownKey:
                text.Write("no such option, ignored"u8);
                return;
            case OptionProblemKind.MissingValue:
                text.Write("needs a value, ignored"u8);
                return;
            case OptionProblemKind.UnexpectedValue:
                text.Write("takes no value, ignored"u8);
                return;
            case OptionProblemKind.Number:
                text.Write("expected a number from "u8);
                text.WriteDecimal((ulong)Minimum);
                text.Write(" to "u8);
                text.WriteDecimal((ulong)Maximum);
                break;
            case OptionProblemKind.IdleMode:
                text.Write("expected hlt, mwait or auto"u8);
                break;
            case OptionProblemKind.Host:
                text.Write("expected monitor or linux"u8);
                break;
            case OptionProblemKind.Switch:
                text.Write("expected 0 or 1"u8);
                break;
            case OptionProblemKind.ProcessorList:
                text.Write("expected processor numbers and ranges below "u8);
                text.WriteDecimal(ProcessorSet.Capacity);
                text.Write(" like 1-7,9"u8);
                break;
            case OptionProblemKind.Size:
                text.Write("expected a size in bytes, K, M or G above 0"u8);
                break;
            case OptionProblemKind.Name:
                text.Write("expected a name of at most "u8);
                text.WriteDecimal(BootOptions.MaxScenario);
                text.Write(" characters a-z, 0-9 and -"u8);
                break;
        }

        text.Write(", using the default"u8);
    }
}
