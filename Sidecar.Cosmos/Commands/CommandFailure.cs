using System;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;

namespace Sidecar.Cosmos.Commands;

/// <summary>How a command fails: an error text on its command page.</summary>
public static unsafe class CommandFailure
{
    /// <summary>Most bytes of an error text (openhcl.txt, CommandError.buf).</summary>
    public const int Capacity = 255;

    /// <summary>Ends the command with an error.</summary>
    public static void Set(VpGlobals* vp, CommandPage* page, scoped ReadOnlySpan<byte> text)
    {
        // SAFETY: the command page stays mapped for the VP's life; only written here.
        page->Error.Set(text);
        page->HasError = 1;
        vp->CommandFailed = true;
    }
}
