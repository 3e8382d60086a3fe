using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Sidecar.Gateway.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Tests.Payloads;

/// <summary>Handlers with any fields, and payloads with anything in them, from a number.</summary>
internal static class RandomHandlers
{
    /// <summary>A handler whose request and response have the same fields.</summary>
    public static HandlerInfo Handler(Random random)
    {
        var fields = new List<PayloadField>();
        var offset = 0;
        for (var index = random.Next(6); index > 0; index--)
        {
            var kind = (FieldKind)random.Next(5);
            var size = kind is FieldKind.Bytes or FieldKind.Boolean ? 1 : kind == FieldKind.Float ? 4 << random.Next(2) : 1 << random.Next(4);
            var capacity = kind == FieldKind.Bytes ? 1 + random.Next(40) : random.Next(2) == 0 ? 1 : 1 + random.Next(9);
            var length = (kind == FieldKind.Bytes || capacity > 1) && random.Next(2) == 0 ? offset : -1;
            offset += length < 0 ? 0 : 4;
            fields.Add(new PayloadField(new HandlerField(Encoding.UTF8.GetBytes($"Field{index}.Ä"), kind, offset, size, capacity, length)));
            offset += size * capacity;
        }

        return new HandlerInfo(0, 0x1000, "random", "", offset, offset, fields, fields);
    }

    /// <summary>A payload that a request could have made: counts within their arrays, zeros behind them, booleans 0 or 1.</summary>
    public static byte[] Payload(HandlerInfo handler, Random random)
    {
        var payload = new byte[handler.RequestSize];
        foreach (var field in handler.Request)
        {
            var count = field.IsCounted ? random.Next(field.Capacity + 1) : field.Capacity;
            var bytes = payload.AsSpan(field.Offset, count * field.ElementSize);
            random.NextBytes(bytes);
            for (var index = 0; index < bytes.Length; index++)
            {
                bytes[index] = field.Kind == FieldKind.Boolean ? (byte)(bytes[index] & 1) : field.IsBytes && count % 2 == 0 ? (byte)(0x20 + (bytes[index] % 0x5f)) : bytes[index];
            }

            if (field.Kind == FieldKind.Float && count > 0 && random.Next(2) == 0)
            {
                Special(bytes[..field.ElementSize], random);
            }

            if (field.IsCounted)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(field.LengthOffset), (uint)count);
            }
        }

        return payload;
    }

    private static void Special(Span<byte> element, Random random)
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue];
        var value = values[random.Next(values.Length)];
        if (element.Length == sizeof(float))
        {
            BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
        }
        else
        {
            BinaryPrimitives.WriteDoubleLittleEndian(element, value);
        }
    }
}
