using Sidecar.Cosmos.Interrupts;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Protocol.Text;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>"int n" for each of the 32 exception vectors: it never pushes an error code, whatever the vector.</summary>
internal static unsafe class InterruptVectorChecks
{
    private const byte IntOpcode = 0xcd;

    internal static void Run()
    {
        var text = new Utf8Writer(stackalloc byte[32]);
        for (ulong vector = 0; vector < DescriptorTables.ExceptionCount; vector++)
        {
            GuardFrame guard;
            var returned = TestVp.CallGuarded(Probes.FaultInterrupt(), &vector, &guard);

            // SAFETY: the address of a trap is behind its instruction, which lies in the image's text.
            var instruction = (byte*)guard.Address - 2;
            var told = !returned && guard.Vector == vector && guard.ErrorCode == 0 && instruction[0] == IntOpcode && instruction[1] == vector;
            var state = Probes.State();
            text.Clear();
            text.Write("int "u8);
            text.WriteDecimal(vector);
            TestOutput.Check(told && state->KeptRegisters && state->ResetVectors && state->ResetFlags, text.Written);
        }
    }
}
