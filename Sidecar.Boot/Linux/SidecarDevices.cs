using System;
using System.Buffers.Binary;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Linux;

/// <summary>The ACPI table that tells Linux of the sidecar: a device a node, and one for VTL0's memory (docs/linux.md, "ACPI devices").</summary>
public static class SidecarDevices
{
    /// <summary>Bytes that a table of so many nodes of 32 VPs needs at most.</summary>
    public static int MostBytes(int nodes) => 1024 + (nodes * 1024);

    private const int PropertyPackages = 2;

    private static ReadOnlySpan<byte> NodeId => "SDCR0001"u8;

    private static ReadOnlySpan<byte> GuestMemoryId => "SDCR0002"u8;

    /// <summary>daffd814-6eba-4d8c-8a91-bc9bbf4aa301: what follows are device properties (ACPI "_DSD Implementation Guide").</summary>
    private static ReadOnlySpan<byte> DeviceProperties
        => [0x14, 0xd8, 0xff, 0xda, 0xba, 0x6e, 0x8c, 0x4d, 0x8a, 0x91, 0xbc, 0x9b, 0xbf, 0x4a, 0xa3, 0x01];

    /// <summary>Writes the table.</summary>
    /// <param name="table">Where it goes.</param>
    /// <param name="state">What the shim found and made.</param>
    /// <param name="nodes">Nodes that there are.</param>
    /// <returns>What is wrong: a node's pages are not in its memory, or the room does not suffice.</returns>
    public static LinuxResult Write<TMachine>(Span<byte> table, ref ShimState state, int nodes)
        where TMachine : IBootMachine
    {
        var code = new AmlWriter(table[AcpiTables.HeaderSize..]);
        var scope = code.BeginScope("\\_SB_"u8);
        for (var node = 0; node < nodes; node++)
        {
            if (!SharedPages.TryLocate<TMachine>(ref state, node, out var pages))
            {
                return new(LinuxProblem.NodePages, (ulong)node);
            }

            WriteNode(ref code, node, ref state, pages);
        }

        if (state.GuestMemory.Length != 0 || state.GuestLowMemory.Length != 0)
        {
            WriteGuestMemory(ref code, ref state);
        }

        code.End(scope);
        if (!code.IsComplete)
        {
            return new(LinuxProblem.Memory, (ulong)table.Length);
        }

        AcpiHeader.Write(table[..(AcpiTables.HeaderSize + code.Length)], AcpiSignature.Ssdt, 2);
        return default;
    }

    private static void WriteNode(ref AmlWriter code, int index, ref ShimState state, in SharedPages pages)
    {
        ref readonly var node = ref state.Plan.Nodes[index];
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        ReadOnlySpan<byte> name = [(byte)'S', (byte)'C', digits[index >> 4], digits[index & 0xf]];
        var device = code.BeginDevice(name);
        WriteIdentity(ref code, NodeId, index);
        WriteResources(ref code, pages.Control, pages.Shared);

        var hasTrace = state.Options.TracePages != 0;
        var layout = new NodeLayout(node.Memory.Start, (uint)node.VpCount, (uint)state.Options.StatePages, (uint)state.Options.TracePages);
        code.WriteName("_DSD"u8);
        var data = code.BeginPackage(PropertyPackages);
        code.WriteBuffer(DeviceProperties);
        var properties = code.BeginPackage(4 + (hasTrace ? 1 : 0) + (state.Mailbox != 0 ? 3 : 0));
        WriteProperty(ref code, "base-vp"u8, (uint)node.BaseVp);
        WriteApicIds(ref code, node, ref state);
        WriteWideProperty(ref code, "kernel-image"u8, state.KernelImage.Start, state.KernelImage.Length);
        WriteWideProperty(ref code, "node-memory"u8, node.Memory.Start, node.Memory.Length);
        if (hasTrace)
        {
            WriteWideProperty(ref code, "trace"u8, layout.TraceRing(0), (ulong)state.Options.TracePages);
        }

        if (state.Mailbox != 0)
        {
            WriteProperty(ref code, "start-page"u8, (uint)state.Trampoline);
            WriteWideProperty(ref code, "wake-slots"u8, state.Mailbox, (ulong)state.Topology.Processors.Length);
            WriteProperty(ref code, "wake-vector"u8, BootVectors.Wake);
        }

        code.End(properties);
        code.End(data);
        code.End(device);
    }

    /// <summary>VTL0's memory, and what a VMM tells a guest that is to try what it must not reach.</summary>
    private static void WriteGuestMemory(ref AmlWriter code, ref ShimState state)
    {
        var device = code.BeginDevice("SCVM"u8);
        WriteIdentity(ref code, GuestMemoryId, 0);
        WriteResources(ref code, state.GuestMemory, state.GuestLowMemory);
        code.WriteName("_DSD"u8);
        var data = code.BeginPackage(PropertyPackages);
        code.WriteBuffer(DeviceProperties);
        var properties = code.BeginPackage(3);
        WriteWideProperty(ref code, "unmapped-address"u8, MemoryPlan.UnmappedAddress(state.Information));
        WriteWideProperty(ref code, "vtl2-address"u8, state.KernelImage.Start);
        WriteWideProperty(ref code, "hypervisor-address"u8, state.HypervisorMemory.Start);
        code.End(properties);
        code.End(data);
        code.End(device);
    }

    private static void WriteIdentity(ref AmlWriter code, scoped ReadOnlySpan<byte> id, int index)
    {
        code.WriteName("_HID"u8);
        code.WriteString(id);
        code.WriteName("_UID"u8);
        code.WriteInteger((ulong)index);
    }

    /// <summary>_CRS of memory ranges; an empty one is left out.</summary>
    private static void WriteResources(ref AmlWriter code, PhysicalRange first, PhysicalRange second)
    {
        const int DescriptorSize = 46;
        Span<byte> template = stackalloc byte[(2 * DescriptorSize) + 2];
        var length = 0;
        if (first.Length != 0)
        {
            WriteDescriptor(template, first);
            length += DescriptorSize;
        }

        if (second.Length != 0)
        {
            WriteDescriptor(template[length..], second);
            length += DescriptorSize;
        }

        // The end tag (6.4.2.9); checksum 0 counts as right.
        template[length++] = 0x79;
        template[length++] = 0;
        code.WriteName("_CRS"u8);
        code.WriteBuffer(template[..length]);
    }

    /// <summary>A QWord address space descriptor (6.4.3.5.1): memory that the device consumes, fixed, cacheable, writable.</summary>
    private static void WriteDescriptor(Span<byte> descriptor, PhysicalRange range)
    {
        const byte ConsumedFixed = 0x0d;
        const byte CacheableWritable = 0x03;
        descriptor[0] = 0x8a;
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[1..], 43);
        descriptor[3] = 0;
        descriptor[4] = ConsumedFixed;
        descriptor[5] = CacheableWritable;
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[6..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[14..], range.Start);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[22..], range.End - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[30..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[38..], range.Length);
    }

    private static void WriteApicIds(ref AmlWriter code, in PlannedNode node, ref ShimState state)
    {
        var property = code.BeginPackage(2);
        code.WriteString("apic-ids"u8);
        var list = code.BeginPackage(node.VpCount);
        for (var vp = node.BaseVp; vp < node.BaseVp + node.VpCount; vp++)
        {
            code.WriteInteger(state.Topology.Processors[vp].ApicId);
        }

        code.End(list);
        code.End(property);
    }

    /// <summary>A property of 32 bits.</summary>
    private static void WriteProperty(ref AmlWriter code, scoped ReadOnlySpan<byte> name, uint value)
    {
        var property = code.BeginPackage(2);
        code.WriteString(name);
        code.WriteInteger(value);
        code.End(property);
    }

    /// <summary>A property of 64 bits, as two integers: AML's have 32 bits each where the firmware's DSDT is of revision 1 (ACPI, 20.2), QEMU's for one, whatever this table's revision is.</summary>
    private static void WriteWideProperty(ref AmlWriter code, scoped ReadOnlySpan<byte> name, ulong value)
    {
        var property = code.BeginPackage(2);
        code.WriteString(name);
        var list = code.BeginPackage(2);
        WriteHalves(ref code, value);
        code.End(list);
        code.End(property);
    }

    private static void WriteWideProperty(ref AmlWriter code, scoped ReadOnlySpan<byte> name, ulong first, ulong second)
    {
        var property = code.BeginPackage(2);
        code.WriteString(name);
        var list = code.BeginPackage(4);
        WriteHalves(ref code, first);
        WriteHalves(ref code, second);
        code.End(list);
        code.End(property);
    }

    private static void WriteHalves(ref AmlWriter code, ulong value)
    {
        code.WriteInteger((uint)value);
        code.WriteInteger(value >> 32);
    }
}
