using System;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>
/// Brings a hypercall's input in, once, and its output out (TLFS, "Hypercall inputs", "Hypercall outputs", "XMM fast hypercall"). Only the elements of one turn are moved, though the whole list must be
/// where it may be.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public unsafe ref struct HypercallParameters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Bytes that RDX, R8 and XMM0 to XMM5 hold.</summary>
    public const int FastRoom = 112;

    private const ulong PageSize = 0x1000;
    private const ulong Alignment = 8;
    private const int FastAlignment = 16;
    private const int GeneralRoom = 16;

    private readonly VirtualProcessor* _vp;
    private readonly HypercallShape _shape;
    private readonly uint _inputLength;
    private readonly uint _outputLength;
    private readonly bool _fast;
    private byte* _input;
    private byte* _output;

    /// <summary>Of a call whose shape is known.</summary>
    public HypercallParameters(VirtualProcessor* vp, HypercallShape shape, Control control)
    {
        _vp = vp;
        _shape = shape;
        _fast = control.Fast;
        _inputLength = shape.Header + ((uint)control.RepCount * shape.Element);
        _outputLength = shape.IsRep ? (uint)control.RepCount * shape.Output : shape.Output;
    }

    /// <summary>Finds input and output, or says what is wrong with where they are.</summary>
    /// <param name="registers">The call's registers.</param>
    /// <param name="fast">Room for the input of a fast call.</param>
    public HvStatus Locate(in HypercallRegisters registers, Span<byte> fast)
    {
        if (!_fast)
        {
            if (!TryMap(registers.Input, _inputLength, out _input) || !TryMap(registers.Output, _outputLength, out _output))
            {
                return HvStatus.InvalidAlignment;
            }

            return _outputLength != 0 && NestedPageTables<TMachine>.IsOverlay(_vp->Partition, registers.Output) ? HvStatus.InvalidAlignment : HvStatus.Success;
        }

        // Output begins at the pair of eight bytes after the input's last.
        var inputRoom = (_inputLength + FastAlignment - 1) & ~(uint)(FastAlignment - 1);
        if (_inputLength > FastRoom || (_outputLength != 0 && inputRoom < GeneralRoom) || inputRoom + _outputLength > FastRoom)
        {
            return HvStatus.InvalidHypercallInput;
        }

        // SAFETY: room for 112 bytes is the caller's promise; XMM registers lie one after the other, sixteen bytes each.
        var words = (ulong*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref fast[0]);
        words[0] = registers.Input;
        words[1] = registers.Output;
        var xmm = (byte*)&_vp->Fx.Xmm;
        new ReadOnlySpan<byte>(xmm, FastRoom - GeneralRoom).CopyTo(fast[GeneralRoom..]);
        _input = (byte*)words;
        _output = xmm + inputRoom - GeneralRoom;
        return HvStatus.Success;
    }

    /// <summary>Copies the header and <paramref name="count"/> elements from <paramref name="first"/>, one after the other.</summary>
    public readonly void Read(Span<byte> copy, uint first, uint count)
    {
        // SAFETY: Locate has checked the whole list; first and count lie inside. Others may write it meanwhile: the copy is what counts.
        new ReadOnlySpan<byte>(_input, _shape.Header).CopyTo(copy);
        new ReadOnlySpan<byte>(_input + _shape.Header + (first * _shape.Element), (int)(count * _shape.Element)).CopyTo(copy[_shape.Header..]);
    }

    /// <summary>Writes the output of elements from <paramref name="first"/>, or all of a simple call's.</summary>
    public readonly void Write(ReadOnlySpan<byte> output, uint first)
    {
        if (output.Length != 0)
        {
            // SAFETY: as above, for the output.
            output.CopyTo(new Span<byte>(_output + (first * _shape.Output), output.Length));
        }
    }

    private readonly bool TryMap(ulong address, uint length, out byte* bytes)
    {
        bytes = null;
        if (length == 0)
        {
            return true;
        }

        if (address % Alignment != 0 || (address % PageSize) + length > PageSize)
        {
            return false;
        }

        bytes = PartitionMemory<TMachine>.TryMap(_vp->Partition, address, length);
        return bytes != null;
    }
}
