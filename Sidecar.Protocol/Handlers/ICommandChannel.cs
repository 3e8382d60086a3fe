using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>A VP as its host's code sees it when it calls a handler: the generated calls are written over this, the node protocol implements it.</summary>
public interface ICommandChannel
{
    /// <summary>Whether the payload is the caller's to write: false while an earlier command is under way, when the page belongs to the VP.</summary>
    bool MayFillPage();

    /// <summary>The command page's request data, 1,024 bytes.</summary>
    Span<byte> Payload { get; }

    /// <summary>Runs one command to its end. True when the VP answered without an error; the error text is on the command page otherwise.</summary>
    bool Execute(uint command);
}
