using System;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

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

    /// <summary>True when there is a hypervisor. Otherwise the command fails with an error that says why.</summary>
    public static bool NeedsHypervisor<TMachine>(VpGlobals* vp, CommandPage* page, scoped ReadOnlySpan<byte> command)
        where TMachine : struct, IMachine
    {
        if (TMachine.Image->HasHypervisor)
        {
            return true;
        }

        var text = new Utf8Writer(stackalloc byte[Capacity]);
        text.Write(command);
        text.Write(": there is no hypervisor (hypercall_page is 0), and so no VTL0 on this CPU"u8);
        Set(vp, page, text.Written);
        return false;
    }
}
