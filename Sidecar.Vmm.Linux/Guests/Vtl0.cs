using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sidecar.Protocol.Guests;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.Memory;
using ClientMemory = Sidecar.Client.GuestMemory;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>The machine's VTL0 as the VMM has it: memory, the addresses that guests try, the guest that is loaded.</summary>
internal sealed unsafe class Vtl0 : IDisposable
{
    /// <summary>End of the memory in which code can start in real mode.</summary>
    private const ulong LowEnd = 0x10_0000;

    private readonly ClientMemory _mapping = ClientMemory.Open();
    private readonly LinuxHost _linux;
    private string _name = "";
    private byte[] _file = [];

    /// <summary>Maps its memory.</summary>
    /// <param name="linux">The host kernel.</param>
    /// <exception cref="Client.SidecarException">There is no VTL0, or its memory cannot be mapped.</exception>
    public Vtl0(LinuxHost linux)
    {
        _linux = linux;
        GuestRegion block = default, low = default;
        foreach (var range in _mapping.Ranges)
        {
            // SAFETY: the range is mapped whole, and its addresses stay readable and writable for the life of the process. A span of all of it may be longer than spans can be.
            var region = new GuestRegion(range.Start, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_mapping.Span(range.Start, 1))), range.Length);
            if (range.Start < LowEnd)
            {
                low = region;
            }
            else
            {
                block = region;
            }
        }

        Memory = new GuestMemory(block, low);
        UnmappedAddress = linux.Vtl0Address("unmapped_address");
    }

    /// <summary>Its memory.</summary>
    public GuestMemory Memory { get; }

    /// <summary>Guest-physical address without RAM: the test device.</summary>
    public ulong UnmappedAddress { get; }

    /// <summary>Loads a guest into the memory; the one before is gone.</summary>
    /// <param name="name">Its name, without its ending.</param>
    /// <param name="argument">For the guest, whatever it means there.</param>
    /// <exception cref="StepException">There is no such guest, or it does not fit.</exception>
    public void Load(string name, ulong argument)
    {
        var path = LinuxHost.GuestFile(name) ?? throw new StepException($"guest {name}: no such guest in {LinuxHost.GuestFolder} (NAME.elf or NAME.bin)");
        _name = Path.GetFileName(path);
        _file = File.ReadAllBytes(path);
        var parameters = new GuestParameters
        {
            Vtl2Address = _linux.Vtl0Address("vtl2_address"),
            HypervisorAddress = _linux.Vtl0Address("hypervisor_address"),
            UnmappedAddress = UnmappedAddress,
            TscFrequency = _linux.TscFrequency,
            Argument = argument,
        };
        if (!GuestLoader.TryLoad(Memory, Image(), parameters, out var problem))
        {
            throw new StepException($"guest {name}: {Encoding.UTF8.GetString(problem)}");
        }
    }

    /// <summary>The guest that is loaded.</summary>
    /// <exception cref="StepException">Its file is none that can be run.</exception>
    public GuestImage Image()
    {
        var problem = GuestImage.Read(Encoding.UTF8.GetBytes(_name), _file, out var image);
        return problem == GuestImageProblem.None ? image : throw new StepException($"guest {_name}: {Encoding.UTF8.GetString(GuestImage.Text(problem))}");
    }

    /// <inheritdoc/>
    public void Dispose() => _mapping.Dispose();
}
