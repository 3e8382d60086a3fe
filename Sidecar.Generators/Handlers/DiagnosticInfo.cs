using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sidecar.Generators.Handlers;

/// <summary>A place in a source file that, unlike Roslyn's <see cref="Location"/>, does not keep a whole compilation alive and compares by value.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}

/// <summary>A diagnostic to be reported at the end of the pipeline.</summary>
internal sealed record DiagnosticInfo(string Id, SourcePlace Place, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, SourcePlace place, params string[] arguments) =>
        new(descriptor.Id, place, new EquatableArray<string>(arguments));

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(HandlerDiagnostics.All.First(d => d.Id == Id), Place.ToLocation(), Arguments.Cast<object>().ToArray());
}
