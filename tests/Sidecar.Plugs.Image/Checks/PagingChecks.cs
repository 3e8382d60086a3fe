using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Translations that change under the CPU.</summary>
internal static unsafe class PagingChecks
{
    private const int FirstPage = 8;
    private const int SecondPage = 9;
    private const int OtherTopTable = 10;
    private const ulong AliasBase = 0x80_0000_0000;

    internal static void Run()
    {
        // SAFETY: pages of the image that nothing else uses, and a slot of this CPU's own page table.
        *(ulong*)TestVp.Page(FirstPage) = 1;
        *(ulong*)TestVp.Page(SecondPage) = 2;
        var slot = AddressSpace.Slot(TestVp.SpareSlot);
        *TestVp.Entry(TestVp.SpareSlot) = (ulong)TestVp.Page(FirstPage) | TestVp.Data;
        var first = Read(slot);
        *TestVp.Entry(TestVp.SpareSlot) = (ulong)TestVp.Page(SecondPage) | TestVp.Data;
        Paging.InvalidatePage(slot);
        TestOutput.Check(first == 1 && Read(slot) == 2, "InvalidatePage: a changed entry holds"u8);

        *TestVp.Entry(TestVp.SpareSlot) = (ulong)TestVp.Page(FirstPage) | TestVp.Data;
        var top = Paging.ReadCr3();
        Paging.WriteCr3(top);
        TestOutput.Check(Read(slot) == 1, "WriteCr3: forgets what changed"u8);

        // A second address space, the same but for an alias of the lowest memory.
        var other = (ulong*)TestVp.Page(OtherTopTable);
        Unsafe.CopyBlock(other, TestVp.TopTable, (uint)AddressSpace.PageSize);
        other[1] = other[0];
        Paging.WriteCr3((ulong)other);
        var inside = Paging.ReadCr3() == (ulong)other && Read(AliasBase + (ulong)TestVp.Page(SecondPage)) == 2;
        Paging.WriteCr3(top);
        TestOutput.Check(inside && Paging.ReadCr3() == top, "WriteCr3: another address space, and back"u8);

        GuardFrame guard;
        var fault = stackalloc ulong[] { (ulong)FaultKind.Load, AliasBase };
        var returned = TestVp.CallGuarded(Probes.FaultRaise(), fault, &guard);
        TestOutput.Check(
            !returned && guard.Vector == ExceptionNames.PageFault && guard.FaultingAddress == AliasBase && Paging.ReadCr2() == AliasBase,
            "ReadCr2: where the page fault was"u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Read(ulong address) => *(ulong*)address;
}
