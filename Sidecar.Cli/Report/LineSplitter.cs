using System;
using System.Collections.Generic;
using System.Text;

namespace Sidecar.Cli.Report;

/// <summary>Cuts a stream of bytes, as it comes, into lines. A line that does not end is cut at <see cref="ReportLine.MaxLength"/> bytes and more, never kept for ever.</summary>
public sealed class LineSplitter
{
    private readonly List<byte> _pending = [];

    /// <summary>Takes bytes and hands each line that they complete to <paramref name="line"/>.</summary>
    public void Accept(ReadOnlySpan<byte> bytes, Action<string> line)
    {
        foreach (var value in bytes)
        {
            if (value == (byte)'\n')
            {
                Flush(line);
            }
            else if (value != (byte)'\r')
            {
                _pending.Add(value);
                if (_pending.Count > ReportLine.MaxLength)
                {
                    Flush(line);
                }
            }
        }
    }

    /// <summary>Hands over what is left when the stream has ended.</summary>
    public void Finish(Action<string> line)
    {
        if (_pending.Count > 0)
        {
            Flush(line);
        }
    }

    private void Flush(Action<string> line)
    {
        var text = Encoding.UTF8.GetString(_pending.ToArray());
        _pending.Clear();
        line(text);
    }
}
