using System.Collections.Generic;

namespace Sidecar.Gateway.Handlers;

/// <summary>A command handler, as callers see it.</summary>
/// <param name="Index">Its place in the directory.</param>
/// <param name="Number">Command number, 0x1000 or above.</param>
/// <param name="Name">What people type.</param>
/// <param name="Summary">First sentence of its documentation; may be empty.</param>
/// <param name="RequestSize">Bytes of the request.</param>
/// <param name="ResponseSize">Bytes of the response.</param>
/// <param name="Request">Fields of the request; none when it takes none.</param>
/// <param name="Response">Fields of the response; none when it gives none.</param>
internal sealed record HandlerInfo(
    int Index,
    uint Number,
    string Name,
    string Summary,
    int RequestSize,
    int ResponseSize,
    IReadOnlyList<PayloadField> Request,
    IReadOnlyList<PayloadField> Response);
