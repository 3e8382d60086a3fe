using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Intercepts;

/// <summary>Messages byte by byte: exits of every kind in every mode.</summary>
public unsafe class InterceptMessageTests
{
    private const ulong High = 0xffff_8000_0000_0000;

    [Theory]
    [InlineData("real")]
    [InlineData("protected")]
    [InlineData("compatibility")]
    [InlineData("long")]
    public void Every_kind_in_mode(string mode)
    {
        var text = new StringBuilder();
        foreach (var (name, code, exit, information1, information2, prepare) in Cases(mode))
        {
            var fixture = new ExitFixture();
            fixture.Enter(mode);
            fixture.Write(code);
            fixture.Machine.State.CpuidLeaves[(0, 0)] = (0xd, 0x68747541, 0x444d4163, 0x69746e65);
            fixture.Vp->WantedExceptions = uint.MaxValue;
            prepare?.Invoke(fixture);
            var outcome = fixture.Exit(exit, information1, information2 == ulong.MaxValue ? fixture.Vmcb->Rip + (ulong)(code.Length / 2) : information2, out var message);
            Assert.Equal(ExitOutcome.Intercept, outcome);
            text.Append(CultureInfo.InvariantCulture, $"{name}: {code}\n{message.Header.Typ}, {message.Header.Len} bytes\n");
            AppendPayload(text, &message);
        }

        Snapshot.Matches(text.ToString(), $"InterceptMessageTests.{mode}");
    }

    private static void AppendPayload(StringBuilder text, HvMessage* message)
    {
        var payload = new ReadOnlySpan<byte>((byte*)message + sizeof(HvMessageHeader), 240);
        for (var at = 0; at < message->Header.Len; at += 8)
        {
            var length = Math.Min(8, message->Header.Len - at);
            text.Append(CultureInfo.InvariantCulture, $"  {at,3}  {Convert.ToHexStringLower(payload.Slice(at, length))}\n");
        }

        Assert.All(payload.Slice(message->Header.Len).ToArray(), value => Assert.Equal(0, value));
        text.Append('\n');
    }

    private static List<(string Name, string Code, ulong Exit, ulong Information1, ulong Information2, Action<ExitFixture>? Prepare)> Cases(string mode)
    {
        List<(string, string, ulong, ulong, ulong, Action<ExitFixture>?)> cases = [];
        cases.Add(("in al, dx", "EC", ExitCode.IoPort, 0x03f8_0091, ulong.MaxValue, null));
        cases.Add(("out 0x80, al", "E680", ExitCode.IoPort, 0x0080_0090, ulong.MaxValue, null));
        cases.Add(("rep outs from FS", "64F36E", ExitCode.IoPort, 0x0402_111c, ulong.MaxValue, null));
        cases.Add(("cpuid", "0FA2", ExitCode.Cpuid, 0, 0, fixture => fixture.Vp->Gprs[1] = 0));
        cases.Add(("rdmsr", "0F32", ExitCode.Msr, 0, 0, fixture => fixture.Vp->Gprs[1] = 0xabcd_4000_0000));
        cases.Add(("wrmsr with a prefix", "2E0F30", ExitCode.Msr, 1, 0, fixture => fixture.Vp->Gprs[1] = 0x1b));
        cases.Add(("hlt", "F4", ExitCode.Hlt, 0, 0, fixture => fixture.Vmcb->InterruptShadow = 1));
        cases.Add(("vmmcall", "0F01D9", ExitCode.Vmmcall, 0, 0, null));
        cases.Add(("#UD", "0F0B", ExitCode.Exception0 + 6, 0, 0, fixture => fixture.Vmcb->Dr7 = 0x401));
        cases.Add(("#PF", "8B07", ExitCode.Exception0 + 14, 6, 0x1234_5678, null));
        cases.Add(("#DB", "90", ExitCode.Exception0 + 1, 0, 0, fixture => fixture.Vmcb->Dr6 = 0xffff_4ff0));
        cases.Add(("#BP", "CC", ExitCode.Exception0 + 3, 0, 0, null));
        cases.Add(("triple fault", "0F0B", ExitCode.Shutdown, 0, 0, null));
        cases.Add(("interrupt window", "90", ExitCode.VirtualInterrupt, 0, 0, null));
        cases.Add(("VMRUN refused", "90", ExitCode.Invalid, 0, 0, null));
        cases.Add(("delivery of an event interrupted", "90", ExitCode.NestedPageFault, 0x1_0000_0006, 0x3000_0000,
            fixture => fixture.Vmcb->Injection = new EventInjection { Valid = true, Vector = 0x30 }));
        cases.Add(("page table without rights", "90", ExitCode.NestedPageFault, 0x2_0000_0006, ExitFixture.Forbidden + 8, null));
        cases.Add(("fetch from a page that is not executed", "", ExitCode.NestedPageFault, 0x1_0000_0015, ExitFixture.ReadOnly + 0x20,
            fixture => (fixture.Vmcb->Cs.Base, fixture.Vmcb->Rip) = mode == "real" ? (ExitFixture.ReadOnly, 0x20UL) : (0UL, ExitFixture.ReadOnly + 0x20)));
        if (mode == "real")
        {
            cases.Add(("mov [bx], al", "8807", ExitCode.NestedPageFault, 0x1_0000_0007, ExitFixture.ReadOnly + 0xff0,
                fixture => (fixture.Vmcb->Ds.Base, fixture.Vp->Gprs[3]) = (ExitFixture.ReadOnly - 0xf000, 0x5555_fff0)));
            return cases;
        }

        cases.Add(("mov [edi], al to a page to read", "8807", ExitCode.NestedPageFault, 0x1_0000_0007, ExitFixture.ReadOnly + 0x30,
            fixture => fixture.Vp->Gprs[7] = ExitFixture.ReadOnly + 0x30));
        cases.Add(("rep movs into a page without rights", "F3A4", ExitCode.NestedPageFault, 0x1_0000_0006, ExitFixture.Forbidden + 0x40,
            fixture => (fixture.Vp->Gprs[6], fixture.Vp->Gprs[7]) = (0x5000, ExitFixture.Forbidden + 0x40)));
        cases.Add(("rep movs out of a page without rights", "F3A4", ExitCode.NestedPageFault, 0x1_0000_0004, ExitFixture.Forbidden + 0x48,
            fixture => (fixture.Vp->Gprs[6], fixture.Vp->Gprs[7]) = (ExitFixture.Forbidden + 0x48, 0x5000)));
        cases.Add(("operand across pages, the second without rights", "8B06", ExitCode.NestedPageFault, 0x1_0000_0004, ExitFixture.Forbidden,
            fixture => fixture.Vp->Gprs[6] = ExitFixture.Forbidden - 2));
        cases.Add(("push on a page without rights", "50", ExitCode.NestedPageFault, 0x1_0000_0006, ExitFixture.Forbidden + 0xff8,
            fixture => fixture.Vmcb->Rsp = ExitFixture.Forbidden + 0x1000));
        if (mode == "long")
        {
            cases.Add(("mov rax, [rip+disp] to no RAM", "488B05B9DC1E00", ExitCode.NestedPageFault, 0x1_0000_0004, 0xfe00_0000, null));
            cases.Add(("mov [r8+r9*4], eax, high half", "43890488", ExitCode.NestedPageFault, 0x1_0000_0006, ExitFixture.Forbidden + 0x10,
                fixture => (fixture.Vp->Gprs[8], fixture.Vp->Gprs[9]) = (High + ExitFixture.Forbidden, 4)));
        }

        return cases;
    }
}
