using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>translate</c>, <c>mem</c> and <c>gpa</c>: a guest's addresses, and what is there.</summary>
public static class MemoryCommands
{
    private const int PageShift = 12;
    private const int BytesPerLine = 16;
    private const ulong DefaultLength = 64;
    private const ulong MostBytes = 4096;

    /// <summary><c>translate VP GVA</c></summary>
    public static void Translate<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        words.TryTake(out var where);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp) || !TryRead(ref session, where.Text, "address"u8, out var address))
        {
            return;
        }

        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        if (TryTranslate(ref session, vp, address, out var physical))
        {
            text.WriteHex(address);
            text.Write(" = "u8);
            text.WriteHex(physical);
            session.PrintLine(text.Written);
        }
    }

    /// <summary><c>mem VP GVA [LENGTH]</c></summary>
    public static void Virtual<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        words.TryTake(out var where);
        words.TryTake(out var size);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp)
            || !TryRead(ref session, where.Text, "address"u8, out var address)
            || !TryReadLength(ref session, size.Text, out var length))
        {
            return;
        }

        while (length != 0)
        {
            // To the end of the page, which is all that one translation is good for.
            var part = Math.Min(length, (1UL << PageShift) - (address & ((1 << PageShift) - 1)));
            if (!TryTranslate(ref session, vp, address, out var physical) || !Dump(ref session, address, physical, part))
            {
                return;
            }

            address += part;
            length -= part;
        }
    }

    /// <summary><c>gpa ADDRESS [LENGTH]</c></summary>
    public static void Physical<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var where);
        words.TryTake(out var size);
        if (TryRead(ref session, where.Text, "address"u8, out var address) && TryReadLength(ref session, size.Text, out var length))
        {
            Dump(ref session, address, address, length);
        }
    }

    private static bool TryTranslate<THost>(ref Session<THost> session, uint vp, ulong address, out ulong physical)
        where THost : struct, IMonitorHost
    {
        physical = 0;
        var channel = session.ChannelOf(vp);
        var flags = new TranslateGvaControlFlagsX64 { PrivilegeExempt = true, ValidateRead = true, InputVtl = HvInputVtl.FromVtl(0) };
        if (!channel.TranslateGva(address >> PageShift, flags, out var output))
        {
            Outcomes.Print(ref session, vp, (uint)SidecarCommand.TRANSLATE_GVA, channel.Outcome);
            return false;
        }

        var result = output.TranslationResult.Result.ResultCode;
        if (result != TranslateGvaResultCode.SUCCESS)
        {
            var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
            text.WriteHex(address);
            text.Write(": "u8);
            text.Write(Name(result));
            session.PrintLine(text.Written);
            return false;
        }

        physical = (output.GpaPage << PageShift) | (address & ((1 << PageShift) - 1));
        return true;
    }

    private static bool Dump<THost>(ref Session<THost> session, ulong shown, ulong physical, ulong length)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        if (!session.GuestMemory.TryMap(physical, (int)length, out var bytes))
        {
            text.WriteHex(physical);
            text.Write(" is not VTL0's memory"u8);
            session.PrintLine(text.Written);
            return false;
        }

        for (var start = 0; start < bytes.Length; start += BytesPerLine)
        {
            var line = bytes.Slice(start, Math.Min(BytesPerLine, bytes.Length - start));
            text.Clear();
            text.WriteHex(shown + (uint)start);
            text.Write(":"u8);
            for (var i = 0; i < BytesPerLine; i++)
            {
                text.Write((byte)' ');
                text.Write(i < line.Length ? "0123456789abcdef"u8[line[i] >> 4] : (byte)' ');
                text.Write(i < line.Length ? "0123456789abcdef"u8[line[i] & 15] : (byte)' ');
            }

            text.Write("  "u8);
            foreach (var value in line)
            {
                text.Write(value is >= (byte)' ' and < 0x7f ? value : (byte)'.');
            }

            session.PrintLine(text.Written);
        }

        return true;
    }

    private static bool TryRead<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed, scoped ReadOnlySpan<byte> what, out ulong value)
        where THost : struct, IMonitorHost
    {
        value = 0;
        if (typed.IsEmpty)
        {
            session.Print(what);
            session.PrintLine(" is missing (decimal, or 0x and hexadecimal)"u8);
            return false;
        }

        if (NumberText.TryParse(typed, out value))
        {
            return true;
        }

        ConsoleCommands.Complain(ref session, typed, "is not a number of at most 64 bits (decimal, or 0x and hexadecimal)"u8);
        return false;
    }

    private static bool TryReadLength<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed, out ulong length)
        where THost : struct, IMonitorHost
    {
        length = DefaultLength;
        if (typed.IsEmpty)
        {
            return true;
        }

        if (!TryRead(ref session, typed, "length"u8, out length))
        {
            return false;
        }

        if (length is not (0 or > MostBytes))
        {
            return true;
        }

        session.PrintLine("length: 1 to 4096 bytes"u8);
        return false;
    }

    private static ReadOnlySpan<byte> Name(TranslateGvaResultCode code) => code switch
    {
        TranslateGvaResultCode.PAGE_NOT_PRESENT => "the page is not present"u8,
        TranslateGvaResultCode.PRIVILEGE_VIOLATION => "the page may not be read"u8,
        TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS => "reserved bits are set in the page tables"u8,
        TranslateGvaResultCode.GPA_UNMAPPED => "the page tables lead where there is no memory"u8,
        TranslateGvaResultCode.GPA_NO_READ_ACCESS => "the page tables lead to memory that is not VTL0's"u8,
        _ => "the translation has no result"u8,
    };
}
