namespace Sidecar.Simulation.Image;

/// <summary>The simulated image's pages, in order.</summary>
internal enum ImagePage
{
    Header = 0,
    Text = 1,
    ReadOnlyData = 2,
    Data = 3,
    FirstZeroed = BasePml4,
    BasePml4 = 4,
    BasePdpt = 5,
    BasePd = 6,
    BasePt = 7,
    ImagePageTable = 8,
    HypercallInput = 9,
    HypercallOutput = 10,
    Globals = 11,
    Stack = 12,
    HypercallPage = 15,
    Interrupts = 16,
    Count = 17,
}
