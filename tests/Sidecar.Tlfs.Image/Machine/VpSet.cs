using System.Threading;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>The VPs that the suite uses, and how the base VP has others work.</summary>
internal static unsafe class VpSet
{
    /// <summary>Most VPs that the suite uses.</summary>
    internal const uint Max = 4;

    /// <summary>Ticks that nothing takes: some seconds on every machine.</summary>
    internal const ulong Patience = 20_000_000_000;

    private const int StackPages = 4;

    private static TestVp* s_first;
    private static uint s_count;

    /// <summary>Number of VPs, the base VP included.</summary>
    internal static uint Count => s_count;

    /// <summary>A VP by index.</summary>
    internal static TestVp* At(uint index) => s_first + index;

    /// <summary>Makes the structures.</summary>
    internal static void Build(uint count)
    {
        s_count = count;
        s_first = (TestVp*)Pages.Take((int)count);
        for (var i = 0u; i < count; i++)
        {
            var vp = At(i);
            vp->Self = vp;
            vp->Index = i;
            vp->StackTop = (ulong)Pages.Take(StackPages) + (StackPages * Pages.Size);
            vp->Input = Pages.Take(2);
            vp->Output = vp->Input + Pages.Size;
            vp->Assist = Pages.Take(1);
            vp->State = (CpuState*)Pages.Take(1);
            vp->GuestState = vp->State + 2;
            vp->Snippet = Pages.Take(1);
            vp->Guest = Pages.Take(Guests.GuestMemory.Count);
        }
    }

    /// <summary>Has another VP run a task and waits for its end; false when it does not come.</summary>
    internal static bool Run(uint index, delegate*<TestVp*, void> task, ulong argument = 0)
    {
        Begin(index, task, argument);
        return WaitFor(ref At(index)->Busy, 0);
    }

    /// <summary>Has another VP begin a task.</summary>
    internal static void Begin(uint index, delegate*<TestVp*, void> task, ulong argument = 0)
    {
        var vp = At(index);
        vp->Task = task;
        vp->Argument = argument;
        Volatile.Write(ref vp->Busy, 1);
        Cpu.Send(vp->ApicId, Interrupts.Wake);
    }

    /// <summary>Waits until a word has a value; false when time is up.</summary>
    internal static bool WaitFor(ref uint word, uint value)
    {
        var start = Assembly.Tsc();
        while (Volatile.Read(ref word) != value)
        {
            Assembly.Pause();
            if (Assembly.Tsc() - start > Patience)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where every other VP lives: tasks, and sleep between them.</summary>
    internal static void Serve(TestVp* vp)
    {
        Interrupts.Load();
        Interlocked.Increment(ref vp->Arrivals);
        while (true)
        {
            if (Volatile.Read(ref vp->Busy) == 0)
            {
                Assembly.Wait();
                continue;
            }

            if (vp->Task != null)
            {
                vp->Task(vp);
                vp->Task = null;
                Volatile.Write(ref vp->Busy, 0);
            }
        }
    }
}
