using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>Reads AML back, as text: the terms that the shim writes, by the specification's grammar and not by the writer's code. Anything else, or a length that does not fit, throws.</summary>
internal sealed class AmlReader
{
    private readonly byte[] _code;
    private readonly StringBuilder _text = new();
    private int _at;

    private AmlReader(byte[] code) => _code = code;

    public static string Read(ReadOnlySpan<byte> code)
    {
        var reader = new AmlReader(code.ToArray());
        while (reader._at < reader._code.Length)
        {
            reader.Term(0);
        }

        return reader._text.ToString();
    }

    private void Term(int depth)
    {
        switch (Next())
        {
            case 0x10:
                Block("Scope", depth);
                break;
            case 0x5b when Next() == 0x82:
                Block("Device", depth);
                break;
            case 0x08:
                _text.Append(new string(' ', depth * 2)).Append(Name()).Append(" = ").Append(Value()).Append('\n');
                break;
            default:
                throw new FormatException($"unknown term before byte {_at}");
        }
    }

    private void Block(string kind, int depth)
    {
        var end = PackageEnd();
        _text.Append(new string(' ', depth * 2)).Append(kind).Append(' ').Append(Name()).Append('\n');
        while (_at < end)
        {
            Term(depth + 1);
        }

        Check(_at == end);
    }

    private string Name()
    {
        var length = _code[_at] == '\\' ? 5 : 4;
        _at += length;
        return Encoding.ASCII.GetString(_code, _at - length, length);
    }

    private string Value()
    {
        switch (Next())
        {
            case 0:
                return "0";
            case 1:
                return "1";
            case 0x0a:
                return Integer(1);
            case 0x0b:
                return Integer(2);
            case 0x0c:
                return Integer(4);
            case 0x0e:
                return Integer(8);
            case 0x0d:
                var length = Array.IndexOf(_code, (byte)0, _at) - _at;
                var text = Encoding.ASCII.GetString(_code, _at, length);
                _at += length + 1;
                return $"\"{text}\"";
            case 0x11:
                var end = PackageEnd();
                var size = int.Parse(Value(), CultureInfo.InvariantCulture);
                Check(_at + size == end);
                var bytes = Convert.ToHexStringLower(_code, _at, size);
                _at = end;
                return $"Buffer {bytes}";
            case 0x12:
                end = PackageEnd();
                var values = new string[Next()];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Value();
                }

                Check(_at == end);
                return $"[{string.Join(", ", values)}]";
            default:
                throw new FormatException($"unknown value before byte {_at}");
        }
    }

    private string Integer(int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        _code.AsSpan(_at, size).CopyTo(bytes);
        _at += size;
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture);
    }

    private int PackageEnd()
    {
        var start = _at;
        var lead = Next();
        var length = lead >> 6 == 0 ? lead & 0x3f : lead & 0xf;
        for (var i = 0; i < lead >> 6; i++)
        {
            length |= Next() << (4 + (8 * i));
        }

        Check(start + length <= _code.Length);
        return start + length;
    }

    private byte Next() => _code[_at++];

    private void Check(bool fits)
    {
        if (!fits)
        {
            throw new FormatException($"a length does not fit at byte {_at}");
        }
    }
}
