using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>What a host knows of the handlers without calling them. Written by the generator as <c>Sidecar.Samples.HandlerCatalog</c>.</summary>
public interface IHandlerCatalog
{
    /// <summary>Number of handlers; they are ordered by command number.</summary>
    static abstract int Count { get; }

    /// <summary>Command number of the handler at <paramref name="index"/>.</summary>
    static abstract uint NumberAt(int index);

    /// <summary>Name of the handler at <paramref name="index"/>, UTF-8.</summary>
    static abstract ReadOnlySpan<byte> NameAt(int index);

    /// <summary>First sentence of the handler's summary, UTF-8; may be empty.</summary>
    static abstract ReadOnlySpan<byte> SummaryAt(int index);

    /// <summary>Bytes of the request.</summary>
    static abstract int RequestSizeAt(int index);

    /// <summary>Bytes of the response.</summary>
    static abstract int ResponseSizeAt(int index);

    /// <summary>Number of fields of the request (a field that only counts another's elements is not counted).</summary>
    static abstract int RequestFieldCountAt(int index);

    /// <summary>Number of fields of the response.</summary>
    static abstract int ResponseFieldCountAt(int index);

    /// <summary>A field of the request.</summary>
    static abstract HandlerField RequestFieldAt(int index, int field);

    /// <summary>A field of the response.</summary>
    static abstract HandlerField ResponseFieldAt(int index, int field);
}
