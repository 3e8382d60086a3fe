using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>Reads one attributed method: what generated code needs of it, and everything that is wrong with it taken alone.</summary>
internal sealed class HandlerReader
{
    /// <summary>Full name of the attribute that marks a handler.</summary>
    public const string AttributeName = "Sidecar.Protocol.Handlers.CommandHandlerAttribute";

    /// <summary>The first command number that is not the kernel's own (openhcl.txt, SidecarCommand, ends far below).</summary>
    public const uint FirstNumber = 0x1000;

    /// <summary>Bytes of <c>CommandPage.RequestData</c> (openhcl.txt).</summary>
    public const int PayloadCapacity = 1024;

    private const string ContextName = "Sidecar.Protocol.Handlers.HandlerContext";

    private static readonly Regex s_name = new("^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$");

    private readonly IMethodSymbol _method;
    private readonly string _name;
    private readonly SourcePlace _place;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private bool _isUnresolved;

    private HandlerReader(IMethodSymbol method, string name)
    {
        _method = method;
        _name = name;
        _place = SourcePlace.Of(method.Locations[0]);
    }

    /// <summary>Reads the method that the attribute stands on; null when the attribute's own arguments do not compile.</summary>
    public static HandlerCandidate? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var arguments = context.Attributes[0].ConstructorArguments;
        if (context.TargetSymbol is not IMethodSymbol method || arguments.Length != 2 || arguments[0].Value is not uint number)
        {
            return null;
        }

        var reader = new HandlerReader(method, arguments[1].Value as string ?? "");
        var model = reader.ReadModel(number, context.TargetNode, context.SemanticModel.Compilation);
        var isUsable = reader._diagnostics.Count == 0 && !reader._isUnresolved;
        return new HandlerCandidate(isUsable ? model : null, reader._place, new EquatableArray<DiagnosticInfo>(reader._diagnostics));
    }

    private HandlerModel ReadModel(uint number, SyntaxNode declaration, Compilation compilation)
    {
        CheckName(number);
        CheckMethod(compilation);
        var (request, state) = ReadParameters();
        var isPublic = IsPublic(request) && IsPublic(Response);
        return new HandlerModel(
            number,
            _name,
            $"{_method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{_method.Name}",
            DocSummary.Of(declaration),
            isPublic,
            ReadType("request", request, compilation),
            ReadType("state", state, compilation),
            ReadType("response", Response, compilation));
    }

    private ITypeSymbol? Response => _method.ReturnsVoid ? null : _method.ReturnType;

    private void CheckName(uint number)
    {
        if (number < FirstNumber)
        {
            Report(HandlerDiagnostics.NumberReserved, "0x" + number.ToString("x", CultureInfo.InvariantCulture));
        }

        if (!s_name.IsMatch(_name))
        {
            Report(HandlerDiagnostics.NameMalformed);
        }
    }

    private void CheckMethod(Compilation compilation)
    {
        if (!_method.IsStatic)
        {
            Report(HandlerDiagnostics.NotStatic, _method.Name);
        }

        if (_method.MethodKind != MethodKind.Ordinary)
        {
            Report(HandlerDiagnostics.NotAccessible, $"'{_method.Name}' is not an ordinary method");
        }
        else if (_method.IsAbstract || _method.IsVirtual)
        {
            Report(HandlerDiagnostics.NotAccessible, $"'{_method.Name}' is an interface's to implement");
        }
        else
        {
            CheckAccess(_method, compilation);
        }

        for (ISymbol symbol = _method; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingType)
        {
            var parameters = symbol is IMethodSymbol method ? method.TypeParameters : ((INamedTypeSymbol)symbol).TypeParameters;
            if (parameters.Length > 0)
            {
                Report(HandlerDiagnostics.Generic, $"{symbol.Name}<{string.Join(", ", parameters.Select(p => p.Name))}>");
                break;
            }

            if (symbol.ContainingType is null)
            {
                break;
            }
        }

        if (_method.IsAsync)
        {
            Report(HandlerDiagnostics.Asynchronous, _method.Name);
        }
    }

    private (ITypeSymbol? Request, ITypeSymbol? State) ReadParameters()
    {
        var parameters = _method.Parameters;
        if (_method.ReturnsByRef || _method.ReturnsByRefReadonly)
        {
            Report(HandlerDiagnostics.WrongShape, "it returns its response by ref");
        }

        if (parameters.Length == 0 || parameters[parameters.Length - 1].Type.ToDisplayString() != ContextName)
        {
            Report(HandlerDiagnostics.WrongShape, "it lacks a HandlerContext as its last parameter");
            return default;
        }

        if (parameters[parameters.Length - 1] is { RefKind: not RefKind.None } context)
        {
            Report(HandlerDiagnostics.WrongShape, $"its parameter '{context.Name}' must be passed by value");
        }

        ITypeSymbol? request = null;
        ITypeSymbol? state = null;
        foreach (var parameter in parameters.Take(parameters.Length - 1))
        {
            if (parameter.RefKind == RefKind.In && request is null && state is null)
            {
                request = parameter.Type;
            }
            else if (parameter.RefKind == RefKind.Ref && state is null)
            {
                state = parameter.Type;
            }
            else
            {
                Report(HandlerDiagnostics.WrongShape, Complaint(parameter, request, state));
            }
        }

        return (request, state);
    }

    private static string Complaint(IParameterSymbol parameter, ITypeSymbol? request, ITypeSymbol? state) => parameter.RefKind switch
    {
        RefKind.In when request is not null => $"its parameter '{parameter.Name}' is a second request",
        RefKind.In => $"its request '{parameter.Name}' must come before its state",
        RefKind.Ref => $"its parameter '{parameter.Name}' is a second state",
        _ when request is null && state is null => $"its parameter '{parameter.Name}' must be passed by 'in' if it is the request, by 'ref' if it is the state",
        _ => $"its state '{parameter.Name}' must be passed by 'ref'",
    };

    private HandlerType? ReadType(string role, ITypeSymbol? type, Compilation compilation)
    {
        if (type is null)
        {
            return null;
        }

        if (new TypeCheck(role, _name, _place, _method.ContainingAssembly).Find(type) is { } problem)
        {
            _diagnostics.Add(problem);
            return null;
        }

        if (type.TypeKind == TypeKind.Error)
        {
            // The compiler has said that the type does not exist. Code generated without it would only add noise.
            _isUnresolved = true;
            return null;
        }

        CheckAccess(type, compilation);
        var size = TypeLayout.Of(type).Size;
        if (role != "state" && size > PayloadCapacity)
        {
            Report(HandlerDiagnostics.PayloadTooLarge, role, type.Name, size.ToString(CultureInfo.InvariantCulture), PayloadCapacity.ToString(CultureInfo.InvariantCulture));
            return null;
        }

        var fields = role == "state" ? [] : PayloadField.Of(type);
        return new HandlerType(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), (int)System.Math.Min(size, int.MaxValue), new EquatableArray<PayloadField>(fields));
    }

    private void CheckAccess(ISymbol symbol, Compilation compilation)
    {
        if (!compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly))
        {
            Report(HandlerDiagnostics.NotAccessible, $"'{symbol.Name}' is private or protected");
        }
        else if (symbol is INamedTypeSymbol { IsFileLocal: true } || symbol.ContainingType is { IsFileLocal: true })
        {
            Report(HandlerDiagnostics.NotAccessible, $"'{symbol.Name}' is local to its file");
        }
    }

    private static bool IsPublic(ITypeSymbol? type)
    {
        for (ISymbol? symbol = type; symbol is not null; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    private void Report(DiagnosticDescriptor descriptor, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, _place, [_name, .. arguments]));
}
