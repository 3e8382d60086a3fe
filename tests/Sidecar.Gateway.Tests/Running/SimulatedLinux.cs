using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Sidecar.Client;
using Sidecar.Client.Tests;
using Sidecar.Client.Tests.Simulated;

namespace Sidecar.Gateway.Tests.Running;

/// <summary>A folder in sysfs' place, for one node from VP 0, with a thread that does what Linux and the driver do: a CPU that is set online leaves the sidecar, one that is set offline is given back.</summary>
internal sealed class SimulatedLinux : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly uint _vps;
    private readonly HashSet<uint> _online = [];
    private readonly string[] _states;
    private Thread? _thread;
    private volatile bool _isOff;

    public SimulatedLinux(uint vps)
    {
        _vps = vps;
        _states = [.. Enumerable.Range(0, (int)vps + 1).Select(cpu => cpu == 0 ? "host" : "idle")];
        for (var cpu = 1u; cpu <= vps; cpu++)
        {
            _folder.Write(OnlineName(cpu), "0\n");
        }

        WriteStates();
    }

    public SidecarOptions Options => new() { SysfsPath = _folder.Path };

    /// <summary>Makes a CPU's file one that cannot be written.</summary>
    public void Lose(uint cpu) => File.Delete(Path.Combine(_folder.Path, OnlineName(cpu)));

    /// <summary>What the driver says of a CPU.</summary>
    public void SetState(uint cpu, string state)
    {
        _states[cpu] = state;
        WriteStates();
    }

    public void Serve(SimulatedSidecar sidecar)
    {
        _thread = new Thread(() =>
        {
            while (!_isOff)
            {
                Look(sidecar);
                Thread.Sleep(1);
            }
        });
        _thread.Start();
    }

    public void Dispose()
    {
        _isOff = true;
        _thread?.Join();
        _folder.Dispose();
    }

    private static string OnlineName(uint cpu) => $"devices/system/cpu/cpu{cpu}/online";

    private void Look(SimulatedSidecar sidecar)
    {
        for (var cpu = 1u; cpu <= _vps; cpu++)
        {
            var path = Path.Combine(_folder.Path, OnlineName(cpu));
            var text = File.Exists(path) ? File.ReadAllText(path) : "";
            if (text.StartsWith('1') && _online.Add(cpu))
            {
                sidecar.Convert(cpu);
                SetState(cpu, "linux");
            }
            else if (text.StartsWith('0') && _online.Remove(cpu))
            {
                sidecar.GiveBack(cpu);
                SetState(cpu, "idle");
            }
        }
    }

    /// <summary>In one step, as sysfs does.</summary>
    private void WriteStates()
    {
        var path = _folder.Write("new", string.Concat(_states.Select((state, cpu) => $"{cpu} {state}\n")));
        var target = Path.Combine(_folder.Path, "bus/platform/devices/SDCR0001:00/vps");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(path, target, overwrite: true);
    }
}
