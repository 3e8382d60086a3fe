using Xunit;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>One line of a file of facts. Every comparison goes through it, so that a failure names the line.</summary>
/// <param name="File">Its name.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record WireLine(string File, int Number, string Text)
{
    /// <summary>Fails unless what C# has is what the line says.</summary>
    public void Equal<T>(T stated, T actual, string what)
        => Assert.True(Equals(stated, actual), $"{File}({Number}): {Text}\n{what}: stated {Show(stated)}, C# has {Show(actual)}");

    /// <summary>Fails unless <paramref name="found"/> is there.</summary>
    public T Found<T>(T? found, string what)
        where T : class
    {
        Assert.True(found is not null, $"{File}({Number}): {Text}\nC# has no {what}");
        return found!;
    }

    private static string Show(object? value) => value is ulong or uint or ushort or byte ? $"{value} (0x{value:x})" : $"{value}";
}
