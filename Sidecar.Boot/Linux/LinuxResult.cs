using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Linux;

/// <summary>Whether Linux can be started, and what stands in the way.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="value">The value that is wrong, see <see cref="LinuxProblem"/>.</param>
public readonly struct LinuxResult(LinuxProblem problem, ulong value = 0)
{
    /// <summary>What is wrong.</summary>
    public LinuxProblem Problem { get; } = problem;

    /// <summary>The value that is wrong, see <see cref="LinuxProblem"/>.</summary>
    public ulong Value { get; } = value;

    /// <summary>Whether all is well.</summary>
    public bool IsGood => Problem == LinuxProblem.None;

    /// <summary>Appends one sentence.</summary>
    public void Describe(ref Utf8Writer text)
    {
        switch (Problem)
        {
            case LinuxProblem.None:
                text.Write("good"u8);
                break;
            case LinuxProblem.NoModule:
                text.Write("the boot loader handed over no module named linux"u8);
                break;
            case LinuxProblem.ModuleUnreachable:
                text.Write("the module at "u8);
                text.WriteHex(Value);
                text.Write(" lies outside of mapped memory"u8);
                break;
            case LinuxProblem.NoImage:
                text.Write("the module of "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes is no bzImage"u8);
                break;
            case LinuxProblem.Protocol:
                text.Write("its boot protocol is "u8);
                text.WriteDecimal(Value >> 8);
                text.Write("."u8);
                text.WriteDecimal(Value & 0xff);
                text.Write(", 2.14 is needed"u8);
                break;
            case LinuxProblem.No64BitEntry:
                text.Write("it has no 64-bit entry, xloadflags is "u8);
                text.WriteHex(Value);
                break;
            case LinuxProblem.NotRelocatable:
                text.Write("it can run at "u8);
                text.WriteHex(Value);
                text.Write(" only; build it with CONFIG_RELOCATABLE"u8);
                break;
            case LinuxProblem.SetupLength:
                text.Write("its real-mode part of "u8);
                text.WriteDecimal(Value);
                text.Write(" sectors is longer than the file"u8);
                break;
            case LinuxProblem.Size:
                text.Write("it says that it needs "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes, or an alignment, which makes no sense"u8);
                break;
            case LinuxProblem.CommandLine:
                text.Write("its command line can have "u8);
                text.WriteDecimal(Value);
                text.Write(" bytes, fewer than this one"u8);
                break;
            case LinuxProblem.Memory:
                text.Write("too little memory: it needs "u8);
                text.WriteDecimal((Value + 1023) >> 10);
                text.Write(" KiB in one piece"u8);
                break;
            case LinuxProblem.MemoryMap:
                text.Write("the memory map is in more than "u8);
                text.WriteDecimal(Value);
                text.Write(" pieces"u8);
                break;
            case LinuxProblem.Acpi:
                text.Write("the firmware's ACPI tables cannot be read, so the sidecar's cannot be added"u8);
                break;
            case LinuxProblem.NodePages:
                text.Write("the kernel's output names pages outside the memory of node "u8);
                text.WriteDecimal(Value);
                break;
        }
    }
}
