using System;
using System.Linq;
using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>Whatever VTL2 writes, VMRUN goes through: random registers, random values, and values near those that are taken.</summary>
public unsafe class ConsistencyProperties
{
    private const int Writes = 2000;

    /// <summary>Activity of a VTL that is not run: not started, or halted.</summary>
    private const ulong Waiting = 3;

    /// <summary>All but synthetic MSRs, which no VMCB holds.</summary>
    private static readonly HvRegisterName[] s_names = [.. Enum.GetValues<HvRegisterName>().Where(name => (uint)name >> 16 != 9 || name == HvRegisterName.RegisterPage)];

    /// <summary>Those that say together what mode a VTL is in.</summary>
    private static readonly HvRegisterName[] s_mode = [HvRegisterName.Cr0, HvRegisterName.Cr4, HvRegisterName.Efer, HvRegisterName.Cs, HvRegisterName.Rflags, HvRegisterName.Cr3];

    [Fact]
    public void No_writes_make_vmrun_refuse_a_vtl()
    {
        var random = new Random(1);
        for (var round = 0; round < 100; round++)
        {
            var vp = TestCpu.Equip(new TestPartition()).Vp();
            var refused = 0;
            for (var i = 0; i < Writes; i++)
            {
                var vtl = random.Next(2) == 0 ? Vtl.Vtl0 : Vtl.Vtl2;
                var name = random.Next(3) == 0 ? s_names[random.Next(s_names.Length)] : s_mode[random.Next(s_mode.Length)];
                Registers<TestMachine>.Set(vp, vtl, name, Value(random, name));
                Assert.Empty(VmrunChecks.Objections(vp->Vtl2.Vmcb));
                vp->ActiveVtl = Vtl.Vtl0;
                var check = Events<TestMachine>.BeforeEntry(vp);
                var objections = VmrunChecks.Objections(vp->Vtl0.Vmcb);
                if (check == EntryCheck.InvalidState)
                {
                    refused++;
                }
                else if ((vp->Vtl0.Activity & Waiting) == 0)
                {
                    Assert.Empty(objections);
                }

                vp->Vtl0.Vmcb->ExitCode = Svm.ExitCode.Cpuid;
                Events<TestMachine>.AfterExit(vp);
                vp->ActiveVtl = Vtl.Vtl2;
            }

            Assert.True(refused < Writes, "no entry was tried");
        }
    }

    [Fact]
    public void No_context_that_is_taken_makes_vmrun_refuse_the_vtl()
    {
        var random = new Random(2);
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var taken = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var context = new InitialVpContextX64
            {
                Rip = Value(random, HvRegisterName.Rip).Low,
                Rflags = random.Next(4) == 0 ? Value(random, HvRegisterName.Rflags).Low : 2,
                Cs = Value(random, HvRegisterName.Cs).ToSegment(),
                Cr0 = Value(random, HvRegisterName.Cr0).Low,
                Cr3 = Value(random, HvRegisterName.Cr3).Low,
                Cr4 = Value(random, HvRegisterName.Cr4).Low,
                Efer = Value(random, HvRegisterName.Efer).Low,
                MsrCrPat = Value(random, HvRegisterName.Pat).Low,
            };
            taken += InitialContext<TestMachine>.Load(vp, &vp->Vtl2, context) == HvStatus.Success ? 1 : 0;
            Assert.Empty(VmrunChecks.Objections(vp->Vtl2.Vmcb));
        }

        Assert.InRange(taken, 100, 99_999);
    }

    /// <summary>One of the table's values, good or bad, often with a bit turned over; or anything.</summary>
    private static HvRegisterValue Value(Random random, HvRegisterName name)
    {
        var one = RegisterTable.All.FirstOrDefault(row => row.Name == name);
        var known = one is null ? [] : one.Good.Concat(one.Bad).ToArray();
        if (known.Length == 0 || random.Next(8) == 0)
        {
            return new HvRegisterValue { Low = (ulong)random.NextInt64() >> random.Next(64), High = random.Next(4) == 0 ? (ulong)random.NextInt64() : 0 };
        }

        var value = known[random.Next(random.Next(2) == 0 ? known.Length : one!.Good.Length)];
        if (random.Next(2) == 0)
        {
            value.Low ^= 1UL << random.Next(64);
        }

        return value;
    }
}
