using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Sidecar.Cli.Linux.Kernel;

namespace Sidecar.Cli.Linux.Module;

/// <summary>The compiler for a module: the kernel's own, by name and version, if this system has it, else whichever gcc there is.</summary>
/// <param name="Program">The compiler.</param>
/// <param name="KernelsOwn">What the kernel was built with.</param>
internal sealed partial record KernelCompiler(string Program, string KernelsOwn)
{
    private const string AnyCompiler = "gcc";

    /// <summary>Whether it is what the kernel was built with.</summary>
    public bool IsKernelsOwn => Program == KernelsOwn;

    /// <summary>What make has to be told; nothing when the headers say it already.</summary>
    public IReadOnlyList<string> MakeArguments => IsKernelsOwn ? [] : [$"CC={Program}"];

    /// <summary>Chooses.</summary>
    /// <param name="variables">The text of the headers' <c>.kernelvariables</c>, which names the compiler.</param>
    /// <param name="find">Looks a program up in PATH; null when it is not there.</param>
    public static KernelCompiler Choose(string variables, Func<string, string?> find)
    {
        var match = Name().Match(variables);
        var own = match.Success ? match.Value : AnyCompiler;
        return new(find(own) is null ? AnyCompiler : own, own);
    }

    /// <summary>Chooses for a kernel.</summary>
    public static KernelCompiler Choose(LinuxKernel kernel, Func<string, string?> find)
    {
        var file = Path.Combine(kernel.Headers, ".kernelvariables");
        return Choose(File.Exists(file) ? File.ReadAllText(file) : "", find);
    }

    [GeneratedRegex(@"gcc-\d+")]
    private static partial Regex Name();
}
