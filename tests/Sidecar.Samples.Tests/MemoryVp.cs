using System;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Shouldly;

namespace Sidecar.Samples.Tests;

/// <summary>A VP reduced to what a handler sees of it: payload, state, status byte, progress. Commands run on the caller's thread.</summary>
internal sealed unsafe class MemoryVp : IDisposable
{
    /// <summary>Bytes of a payload.</summary>
    public const int PayloadLength = 1024;

    // Outside the garbage collector's heap, as the kernel's pages are: addresses must not move while a handler holds them.
    private readonly byte* _payload = (byte*)NativeMemory.AllocZeroed(PayloadLength);
    private readonly byte* _state = (byte*)NativeMemory.AllocZeroed((nuint)HandlerTable.StateSize);
    private readonly byte* _status = (byte*)NativeMemory.AllocZeroed(1);
    private readonly ulong* _progress = (ulong*)NativeMemory.AllocZeroed(sizeof(ulong));
    private readonly HandlerFrame* _frame = (HandlerFrame*)NativeMemory.AllocZeroed((nuint)sizeof(HandlerFrame));

    public MemoryVp()
    {
        _frame->Status = _status;
        _frame->Progress = _progress;
        _frame->VpIndex = 5;
        _frame->NodeCpuIndex = 1;
    }

    /// <summary>The command page's request data.</summary>
    // SAFETY: the block has PayloadLength bytes and lives until Dispose.
    public Span<byte> Payload => new(_payload, PayloadLength);

    /// <summary>What the running handler reported last. Any thread may look.</summary>
    public ulong Progress => Volatile.Read(ref *_progress);

    /// <summary>What the last command failed with; empty when it did not.</summary>
    public string Error => Encoding.UTF8.GetString(_frame->Error, _frame->ErrorLength);

    /// <summary>Whether the last command's handler saw the stop request.</summary>
    public bool StopSeen => _frame->StopSeenAt != 0;

    /// <summary>Asks the command that runs (or the next, with <see cref="StopsNext"/>) to end. Any thread may.</summary>
    public void Stop() => Volatile.Write(ref *_status, (byte)CpuStatus.STOP);

    /// <summary>Whether commands find a stop request already there when they start.</summary>
    public bool StopsNext { get; set; }

    /// <summary>Whether an earlier command still has the page.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Runs a command to its end.</summary>
    public bool Execute(uint command)
    {
        HandlerTable.Contains(command).ShouldBeTrue($"command 0x{command:x}");
        _frame->ErrorLength = 0;
        _frame->StopSeenAt = 0;
        *_progress = 0;
        Volatile.Write(ref *_status, (byte)(StopsNext ? CpuStatus.STOP : CpuStatus.RUN));
        HandlerTable.Invoke(command, _payload, _state, _frame);
        Volatile.Write(ref *_status, (byte)CpuStatus.IDLE);
        return _frame->ErrorLength == 0;
    }

    /// <summary>The VP as generated calls want it.</summary>
    public Channel AsChannel() => new(this);

    public void Dispose()
    {
        NativeMemory.Free(_payload);
        NativeMemory.Free(_state);
        NativeMemory.Free(_status);
        NativeMemory.Free(_progress);
        NativeMemory.Free(_frame);
    }

    internal readonly struct Channel(MemoryVp vp) : ICommandChannel
    {
        public bool MayFillPage() => !vp.IsBusy;

        public Span<byte> Payload => vp.Payload;

        public bool Execute(uint command) => vp.Execute(command);
    }
}
