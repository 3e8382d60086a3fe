using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Monitor.Session;

/// <content>What goes round the node protocol: things that it never does, but that a kernel has to bear.</content>
public ref partial struct Session<THost>
{
    /// <summary>Writes a status byte over <paramref name="expected"/> and interrupts the VP. False when another value was there.</summary>
    public bool ForceStatus(uint vp, CpuStatus expected, byte value)
    {
        var index = this[vp].NodeCpuIndex;
        ref readonly var node = ref NodeOf(vp);
        var found = ProcessorMemory.CompareExchange(ref node.Pages.Status(index), value, (byte)expected);
        if (found != (byte)expected)
        {
            return FailVp(vp, "the status byte is not what it should be"u8);
        }

        // As the protocol rings: everything visible before the interrupt.
        _host.FullFence();
        _host.SendRequest(vp, (byte)ProcessorMemory.Load(ref node.Control.RequestVector));
        return true;
    }

    /// <summary>Waits until a VP shows a status.</summary>
    public bool AwaitStatus(uint vp, CpuStatus status)
    {
        var deadline = _host.NowNanoseconds + CommandTimeout;
        while (StatusOf(vp) != status)
        {
            if (_host.NowNanoseconds >= deadline)
            {
                return FailVp(vp, "the status byte does not become what it should"u8);
            }

            _host.Rest(PollInterval);
        }

        return true;
    }
}
