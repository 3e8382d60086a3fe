using System;
using System.Collections.Generic;
using System.Linq;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>
/// The shared memory that both sides access with plain reads and writes: command pages. Its contents
/// are numbered, so that states can hold a number; what an actor writes between two operations goes through its store buffer as one patch.
/// </summary>
public sealed unsafe class PlainMemory
{
    private readonly List<(nint Address, int Length)> _regions = [];
    private readonly Interner<byte[]> _pages = new(BytesComparer.Instance);
    private readonly Interner<byte[]> _patches = new(BytesComparer.Instance);
    private readonly Dictionary<(int Page, uint Regions), int> _views = [];
    private int _length;
    private byte[] _scratch = [];

    /// <summary>Makes <see cref="PlainMemory"/>, with the patch that changes nothing as number 0.</summary>
    public PlainMemory() => _patches.Add([]);

    /// <summary>Adds a region. Only before the first page is taken.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="length">Bytes.</param>
    public void Track(void* address, int length)
    {
        _regions.Add(((nint)address, length));
        _length += length;
        _scratch = new byte[_length];
    }

    /// <summary>Numbers what is in memory now.</summary>
    public int Save()
    {
        Read();
        return _pages.Add(_scratch);
    }

    /// <summary>Puts the contents of that number into memory.</summary>
    public void Load(int page)
    {
        var bytes = _pages[page];
        var offset = 0;
        foreach (var (address, length) in _regions)
        {
            bytes.AsSpan(offset, length).CopyTo(new Span<byte>((void*)address, length));
            offset += length;
        }
    }

    /// <summary>Numbers the difference between what is in memory now and <paramref name="page"/>; 0 when there is none.</summary>
    public int PatchSince(int page)
    {
        Read();
        var before = _pages[page];
        if (_scratch.AsSpan().SequenceEqual(before))
        {
            return 0;
        }

        // Triples: offset, high byte first, then the value.
        List<byte> patch = [];
        for (var i = 0; i < _length; i++)
        {
            if (before[i] != _scratch[i])
            {
                patch.AddRange([(byte)(i >> 8), (byte)i, _scratch[i]]);
            }
        }

        return _patches.Add([.. patch]);
    }

    /// <summary>The number of what <paramref name="patch"/> makes of <paramref name="page"/>.</summary>
    public int Apply(int page, int patch)
    {
        if (patch == 0)
        {
            return page;
        }

        var result = _pages[page].ToArray();
        var changes = _patches[patch];
        for (var i = 0; i < changes.Length; i += 3)
        {
            result[(changes[i] << 8) | changes[i + 1]] = changes[i + 2];
        }

        return _pages.Add(result);
    }

    /// <summary>
    /// The number of <paramref name="page"/> as somebody sees it who has only some of the regions: the others are zero. What an actor cannot see must not
    /// make a difference between its local states.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="regions">The regions seen, one bit each in the order in which they were added.</param>
    public int View(int page, uint regions)
    {
        if (_views.TryGetValue((page, regions), out var view))
        {
            return view;
        }

        var bytes = _pages[page].ToArray();
        var offset = 0;
        for (var i = 0; i < _regions.Count; i++)
        {
            if (((regions >> i) & 1) == 0)
            {
                bytes.AsSpan(offset, _regions[i].Length).Clear();
            }

            offset += _regions[i].Length;
        }

        view = _pages.Add(bytes);
        _views.Add((page, regions), view);
        return view;
    }

    /// <summary>How many bytes a patch changes.</summary>
    public int SizeOf(int patch) => _patches[patch].Length / 3;

    private void Read()
    {
        var offset = 0;
        foreach (var (address, length) in _regions)
        {
            new Span<byte>((void*)address, length).CopyTo(_scratch.AsSpan(offset));
            offset += length;
        }
    }
}
