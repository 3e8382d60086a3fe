using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Registers;

namespace Sidecar.Vmm.Memory;

/// <summary>Memory as a guest's instructions see it: by linear address, translated on the guest's VP.</summary>
public static class GuestAddressSpace
{
    private const int PageShift = 12;
    private const ulong PageMask = (1 << PageShift) - 1;

    /// <summary>Translates a linear address on behalf of an instruction. False when it has to fault, with the exception it gets.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="linear">The address.</param>
    /// <param name="write">Whether the instruction writes.</param>
    /// <param name="isUser">Whether it runs at CPL 3.</param>
    /// <param name="physical">Guest-physical address.</param>
    /// <param name="fault">The exception.</param>
    public static bool TryTranslate<TVp>(ref TVp vp, ulong linear, bool write, bool isUser, out ulong physical, out HvRegisterAssoc fault)
        where TVp : struct, IGuestVp, allows ref struct
    {
        physical = 0;
        fault = GuestEvents.Exception(ExceptionVector.GENERAL_PROTECTION_FAULT, 0);
        var flags = new TranslateGvaControlFlagsX64
        {
            ValidateRead = !write,
            ValidateWrite = write,
            SetPageTableBits = true,
            UserAccess = isUser,
            SupervisorAccess = !isUser,
            InputVtl = HvInputVtl.FromVtl(0),
        };
        if (!vp.TryTranslate(linear >> PageShift, flags, out var output))
        {
            return false;
        }

        switch (output.TranslationResult.Result.ResultCode)
        {
            case TranslateGvaResultCode.SUCCESS:
                physical = (output.GpaPage << PageShift) | (linear & PageMask);
                return true;

            case TranslateGvaResultCode.PAGE_NOT_PRESENT or TranslateGvaResultCode.PRIVILEGE_VIOLATION or TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS:
                var code = output.TranslationResult.Result.ResultCode;
                var error = (code == TranslateGvaResultCode.PAGE_NOT_PRESENT ? 0u : 1)
                    | (write ? 2u : 0)
                    | (isUser ? 4u : 0)
                    | (code == TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS ? 8u : 0);
                fault = GuestEvents.Exception(ExceptionVector.PAGE_FAULT, error, linear);
                return false;

            default:
                return false;
        }
    }

    /// <summary>Copies between a guest's memory and the VMM. False when the guest has to fault; bytes before that may have been copied.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="linear">Linear address.</param>
    /// <param name="data">What is written, or read into.</param>
    /// <param name="write">Whether the guest's memory is written.</param>
    /// <param name="isUser">Whether the instruction runs at CPL 3.</param>
    /// <param name="fault">The exception that the guest gets.</param>
    public static bool TryCopy<TVp>(ref TVp vp, ulong linear, scoped Span<byte> data, bool write, bool isUser, out HvRegisterAssoc fault)
        where TVp : struct, IGuestVp, allows ref struct
    {
        fault = default;
        for (var done = 0; done < data.Length;)
        {
            var address = linear + (uint)done;
            var length = (int)Math.Min((ulong)(data.Length - done), PageMask + 1 - (address & PageMask));
            if (!TryTranslate(ref vp, address, write, isUser, out var physical, out fault))
            {
                return false;
            }

            // Where the tables lead out of the guest's own memory, the guest could not have gone itself, and the VMM does not go for it.
            if (!vp.Memory.TryMap(physical, length, out var bytes))
            {
                fault = GuestEvents.Exception(ExceptionVector.GENERAL_PROTECTION_FAULT, 0);
                return false;
            }

            if (write)
            {
                data.Slice(done, length).CopyTo(bytes);
            }
            else
            {
                bytes.CopyTo(data.Slice(done, length));
            }

            done += length;
        }

        return true;
    }
}
