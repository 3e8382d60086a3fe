using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sidecar.Generators.Handlers;

/// <summary>
/// For an assembly with methods marked <c>[CommandHandler]</c>, writes <c>HandlerTable</c> (what the kernel calls), <c>HandlerCatalog</c> (what a console
/// shows), <c>HandlerNumbers</c> and <c>HandlerCalls</c> (what a host calls), and in a hosted build <c>AsyncHandlerCalls</c> (what it awaits), into its root namespace. A project that sets <c>SidecarHandlers</c> gets them without a handler too.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class HandlerGenerator : IIncrementalGenerator
{
    /// <summary>The pipeline step whose output is all that generated code depends on.</summary>
    public const string SetStep = "HandlerSet";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var candidates = context.SyntaxProvider
            .ForAttributeWithMetadataName(HandlerReader.AttributeName, static (_, _) => true, HandlerReader.Read)
            .Where(static candidate => candidate is not null)
            .Select(static (candidate, _) => candidate!)
            .Collect();
        var stateCapacity = context.CompilationProvider.Select(static (compilation, _) => StateCapacity(compilation));
        context.RegisterSourceOutput(candidates.Combine(stateCapacity), static (output, source) =>
        {
            foreach (var problem in source.Left.SelectMany(c => c.Diagnostics).Concat(HandlerSet.Problems(source.Left, source.Right)))
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }
        });

        var project = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            (RootNamespace: Property(options, "RootNamespace"), IsForHandlers: Property(options, "SidecarHandlers") == "true"));
        var set = candidates
            .Select(static (all, _) => (HasHandlers: !all.IsEmpty, Handlers: HandlerSet.Of(all.Select(c => c.Model).Where(m => m is not null).Select(m => m!))))
            .WithTrackingName(SetStep);
        var isHosted = context.CompilationProvider.Select(static (compilation, _) => compilation.GetTypeByMetadataName(AsyncCallsSource.ChannelName) is not null);
        context.RegisterSourceOutput(set.Combine(project).Combine(isHosted), static (output, source) =>
        {
            var (((hasHandlers, handlers), (rootNamespace, isForHandlers)), isHosted) = source;
            if (hasHandlers || isForHandlers)
            {
                output.AddSource("HandlerTable.g.cs", TableSource.Write(handlers, rootNamespace));
                output.AddSource("HandlerCatalog.g.cs", CatalogSource.Write(handlers, rootNamespace));
                output.AddSource("HandlerCalls.g.cs", CallsSource.Write(handlers, rootNamespace));
                if (isHosted)
                {
                    output.AddSource("AsyncHandlerCalls.g.cs", AsyncCallsSource.Write(handlers, rootNamespace));
                }
            }
        });
    }

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue("build_property." + name, out var value) ? value : "";

    /// <summary>Bytes of handler state that a VP has room for, from the node layout that the kernel itself uses.</summary>
    private static long StateCapacity(Compilation compilation)
    {
        var layout = compilation.GetTypeByMetadataName("Sidecar.Protocol.Extension.NodeLayout");
        var pages = layout?.GetMembers("MaxHandlerStatePages").OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue;
        var pageSize = layout?.GetMembers("PageSize").OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue;
        return pages is uint count && pageSize is ulong size ? (long)(count * size) : long.MaxValue;
    }
}
