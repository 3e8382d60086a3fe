using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Boot.Monitor.Session;

/// <content>Traces, from the rings.</content>
public ref partial struct Session<THost>
{
    private const ulong SettleTimeout = 2_000_000_000;

    /// <summary>Whether any VP keeps a trace.</summary>
    public readonly bool HasTraces
    {
        get
        {
            for (var vp = 0u; vp < CpuCount; vp++)
            {
                if (HasTrace(vp))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether a VP keeps a trace.</summary>
    public readonly bool HasTrace(uint vp) => this[vp].Role != VpRole.Host && TraceOf(vp).IsPresent;

    /// <summary>
    /// Waits a moment for the last record of each VP that is idle or gone: a VP shows its status before it writes the record of it
    /// (<see cref="TraceRecord"/>). False when one does not come, which the step that is under way says.
    /// </summary>
    public bool SettleTraces()
    {
        var settled = true;
        for (var vp = 0u; vp < CpuCount; vp++)
        {
            settled &= !HasTrace(vp) || SettleTrace(vp);
        }

        return settled;
    }

    /// <summary>Reports every record of every ring.</summary>
    public void ReportTraces()
    {
        for (var vp = 0u; vp < CpuCount; vp++)
        {
            if (!HasTrace(vp))
            {
                continue;
            }

            var ring = TraceOf(vp);
            for (var index = ring.Oldest; index < ring.Count; index++)
            {
                if (ring.TryRead(index, out var record))
                {
                    ReportRecord(vp, index, in record);
                }
            }
        }
    }

    /// <summary>Waits for the last record of one VP, if its status byte says that it rests.</summary>
    private bool SettleTrace(uint vp)
    {
        var ring = TraceOf(vp);
        var deadline = _host.NowNanoseconds + SettleTimeout;
        while (true)
        {
            var resting = StatusOf(vp) switch
            {
                CpuStatus.IDLE => VpState.Halted,
                CpuStatus.REMOVED => VpState.Removed,
                _ => VpState.Running,
            };
            if (resting == VpState.Running || (ring.TryReadLast(out var last) && last.To == resting))
            {
                return true;
            }

            if (_host.NowNanoseconds >= deadline)
            {
                return FailVp(vp, "the last record of the trace does not lead to the state that the status byte shows"u8);
            }

            _host.Rest(PollInterval);
        }
    }

    private void ReportRecord(uint vp, ulong index, in TraceRecord record)
    {
        var line = new ReportLine(stackalloc byte[ReportLine.Capacity]);
        TraceReport.Write(ref line, vp, index, in record);
        _host.WriteReport(line.Text);
    }
}
