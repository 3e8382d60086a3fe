using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>How an access ends. Address: of the byte, or of the table's entry when that cannot be reached; vector and error code of the exception that it raises.</summary>
internal readonly record struct ReferenceResult(TranslateGvaResultCode Code, ulong Address = 0, int Pat = 0, uint Vector = 0, uint Error = 0);
