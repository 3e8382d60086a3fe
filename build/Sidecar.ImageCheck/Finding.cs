namespace Sidecar.ImageCheck;

/// <summary>One broken rule.</summary>
/// <param name="Where">The image, or the place in a source file, as <c>File.cs(12)</c>.</param>
/// <param name="Code">The rule's number, <c>SCI001</c> and on.</param>
/// <param name="Text">What is wrong, in one line.</param>
public sealed record Finding(string Where, string Code, string Text)
{
    /// <summary>The form that MSBuild takes for an error.</summary>
    public override string ToString() => $"{Where} : error {Code}: {Text}";
}
