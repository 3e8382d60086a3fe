namespace Sidecar.Tlfs.Image.Machine;

/// <summary>The interrupt table that all VPs share.</summary>
internal static unsafe class Interrupts
{
    /// <summary>The vector that wakes a VP.</summary>
    internal const uint Wake = 0xf0;

    /// <summary>A vector for checks.</summary>
    internal const uint Test = 0xe1;

    private const ulong Gate = 0x8e;
    private const uint Code = 8;
    private const uint SpuriousRegister = 0x80f;
    private const uint Enabled = 0x1ff;

    private static ulong* s_table;

    /// <summary>Limit of the table.</summary>
    internal const ushort Limit = (256 * 16) - 1;

    /// <summary>Address of the table.</summary>
    internal static ulong Table => (ulong)s_table;

    /// <summary>Fills it.</summary>
    internal static void Build()
    {
        s_table = (ulong*)Pages.Take(1);
        for (var vector = 0UL; vector < 256; vector++)
        {
            var target = Assembly.Stubs() + (16 * vector);
            s_table[2 * vector] = (target & 0xffff) | (Code << 16) | (Gate << 40) | ((target & 0xffff_0000) << 32);
            s_table[(2 * vector) + 1] = target >> 32;
        }
    }

    /// <summary>Loads it, and switches the APIC on.</summary>
    internal static void Load()
    {
        var pointer = stackalloc byte[10];
        *(ushort*)pointer = Limit;
        *(ulong*)(pointer + 2) = Table;
        Assembly.LoadInterrupts(pointer);
        Cpu.WriteMsr(SpuriousRegister, Enabled);
    }
}
