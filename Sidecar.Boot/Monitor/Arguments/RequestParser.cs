using System;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>
/// Reads a handler's request from a typed line, by the fields that the catalog names: one word a field, in their order. A list is one word with commas; the last
/// field, if it is a list, takes all the words that are left.
/// </summary>
/// <typeparam name="TCatalog">The handlers.</typeparam>
public static class RequestParser<TCatalog>
    where TCatalog : IHandlerCatalog
{
    /// <summary>Reads the request of the handler at <paramref name="index"/>.</summary>
    /// <param name="index">The handler's place in the catalog.</param>
    /// <param name="words">What was typed after the handler's name.</param>
    /// <param name="payload">Where the request goes; zeroed first, so what is not typed in full is zero.</param>
    /// <param name="problem">Takes one line that names the argument and what it has to be.</param>
    public static bool TryParse(int index, scoped ref Words words, scoped Span<byte> payload, scoped ref Utf8Writer problem)
    {
        payload.Clear();
        var count = TCatalog.RequestFieldCountAt(index);
        for (var number = 0; number < count; number++)
        {
            var field = TCatalog.RequestFieldAt(index, number);
            var isLast = number == count - 1;
            if (isLast && FieldParser.IsList(in field))
            {
                if (!FieldParser.TryReadRest(in field, ref words, payload, ref problem))
                {
                    return false;
                }

                break;
            }

            if (!words.TryTake(out var word))
            {
                return !words.IsBroken ? Missing(in field, ref problem) : Broken(ref problem);
            }

            var isRead = FieldParser.IsList(in field)
                ? FieldParser.TryReadList(in field, in word, payload, ref problem)
                : FieldParser.TryRead(in field, in word, payload, ref problem);
            if (!isRead)
            {
                return false;
            }
        }

        var rest = words.Rest;
        var isTooMuch = words.TryTake(out _);
        if (words.IsBroken)
        {
            return Broken(ref problem);
        }

        return !isTooMuch || TooMany(index, rest, ref problem);
    }

    /// <summary>Writes a handler's name and arguments, as they are typed.</summary>
    public static void WriteUsage(scoped ref Utf8Writer text, int index)
    {
        text.Write(TCatalog.NameAt(index));
        var count = TCatalog.RequestFieldCountAt(index);
        for (var number = 0; number < count; number++)
        {
            text.Write((byte)' ');
            FieldText.WriteUsage(ref text, TCatalog.RequestFieldAt(index, number), number == count - 1);
        }
    }

    private static bool Missing(in HandlerField field, scoped ref Utf8Writer problem)
    {
        problem.Write(field.Name);
        problem.Write(" is missing: "u8);
        if (FieldParser.IsList(in field))
        {
            problem.Write("values with commas, each "u8);
        }

        FieldText.WriteExpectation(ref problem, in field);
        return false;
    }

    private static bool Broken(scoped ref Utf8Writer problem)
    {
        problem.Write("a quote is opened but not closed"u8);
        return false;
    }

    private static bool TooMany(int index, scoped ReadOnlySpan<byte> rest, scoped ref Utf8Writer problem)
    {
        problem.Write("\""u8);
        problem.Write(rest[..Math.Min(rest.Length, 40)]);
        problem.Write("\" is too much: "u8);
        WriteUsage(ref problem, index);
        return false;
    }
}
