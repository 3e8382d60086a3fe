using System;
using System.Diagnostics;
using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Handlers;

/// <summary>What a handler may ask of and tell the kernel while it runs.</summary>
/// <param name="frame">The kernel's frame for this call.</param>
public readonly unsafe ref struct HandlerContext(HandlerFrame* frame)
{
    private readonly HandlerFrame* _frame = frame;

    /// <summary>The VP's index in the machine.</summary>
    public uint VpIndex => _frame->VpIndex;

    /// <summary>The VP's index in its node.</summary>
    public uint NodeCpuIndex => _frame->NodeCpuIndex;

    /// <summary>
    /// Whether the host asked for the command to end (or for the CPU). A handler that runs for long looks here often and returns what it has.
    /// One byte read from memory that stays in the cache until the host writes it.
    /// </summary>
    public bool StopRequested
    {
        get
        {
            // SAFETY: the kernel keeps the status byte mapped for as long as the frame lives.
            if (Volatile.Read(ref *_frame->Status) == (byte)CpuStatus.RUN)
            {
                return false;
            }

            if (_frame->StopSeenAt == 0)
            {
                _frame->StopSeenAt = (ulong)Stopwatch.GetTimestamp();
            }

            return true;
        }
    }

    /// <summary>Shows the host how far the handler is, in units of the handler's own.</summary>
    public void ReportProgress(ulong progress) => Volatile.Write(ref *_frame->Progress, progress);

    /// <summary>Makes the command end with an error. The response is not written; the last text wins; text beyond 255 bytes is cut.</summary>
    /// <param name="text">What went wrong, UTF-8.</param>
    public void Fail(ReadOnlySpan<byte> text)
    {
        var length = Math.Min(text.Length, 255);
        // SAFETY: Error has 255 bytes, and length is at most that.
        text[..length].CopyTo(new Span<byte>(_frame->Error, 255));
        _frame->ErrorLength = length;
    }
}
