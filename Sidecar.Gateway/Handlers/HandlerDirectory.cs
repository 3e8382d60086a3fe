using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Handlers;

/// <summary>The handlers that the sidecar has, by name and by number. Read from the catalog that the generator wrote: no reflection.</summary>
internal sealed class HandlerDirectory
{
    private readonly HandlerInfo[] _handlers;
    private readonly Dictionary<string, HandlerInfo> _byName;

    private HandlerDirectory(HandlerInfo[] handlers)
    {
        _handlers = handlers;
        _byName = handlers.ToDictionary(handler => handler.Name, StringComparer.Ordinal);
    }

    /// <summary>All, by number.</summary>
    public IReadOnlyList<HandlerInfo> Handlers => _handlers;

    /// <summary>Reads a catalog.</summary>
    public static HandlerDirectory Of<TCatalog>()
        where TCatalog : IHandlerCatalog
    {
        var handlers = new HandlerInfo[TCatalog.Count];
        for (var index = 0; index < handlers.Length; index++)
        {
            handlers[index] = new HandlerInfo(
                index,
                TCatalog.NumberAt(index),
                Encoding.UTF8.GetString(TCatalog.NameAt(index)),
                Encoding.UTF8.GetString(TCatalog.SummaryAt(index)),
                TCatalog.RequestSizeAt(index),
                TCatalog.ResponseSizeAt(index),
                Fields(TCatalog.RequestFieldCountAt(index), index, TCatalog.RequestFieldAt),
                Fields(TCatalog.ResponseFieldCountAt(index), index, TCatalog.ResponseFieldAt));
        }

        return new HandlerDirectory(handlers);
    }

    /// <summary>A handler by name, or by number: decimal, or hexadecimal after <c>0x</c>.</summary>
    public bool TryFind(string nameOrNumber, [NotNullWhen(true)] out HandlerInfo? handler)
    {
        if (_byName.TryGetValue(nameOrNumber, out handler))
        {
            return true;
        }

        var isHex = nameOrNumber.StartsWith("0x", StringComparison.Ordinal);
        if (uint.TryParse(nameOrNumber.AsSpan(isHex ? 2 : 0), isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            handler = Array.Find(_handlers, candidate => candidate.Number == number);
        }

        return handler is not null;
    }

    private static PayloadField[] Fields(int count, int handler, FieldLookup lookup)
    {
        var fields = new PayloadField[count];
        for (var field = 0; field < count; field++)
        {
            fields[field] = new PayloadField(lookup(handler, field));
        }

        return fields;
    }

    private delegate HandlerField FieldLookup(int handler, int field);
}
