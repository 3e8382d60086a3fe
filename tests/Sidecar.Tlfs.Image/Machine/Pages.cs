namespace Sidecar.Tlfs.Image.Machine;

/// <summary>Zeroed pages of the image's own memory, handed out once. Physical and virtual addresses are the same everywhere in the suite.</summary>
internal static unsafe class Pages
{
    internal const ulong Size = 0x1000;

    private static byte* s_next;

    /// <summary>Pages in a row. The arena is as large as the suite needs; a suite that needs more fails with #PF at once.</summary>
    internal static byte* Take(int count)
    {
        if (s_next == null)
        {
            s_next = Assembly.Arena();
        }

        var taken = s_next;
        s_next += count * (int)Size;
        return s_next <= Assembly.ArenaEnd() ? taken : null;
    }
}
