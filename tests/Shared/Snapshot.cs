using System.IO;
using System.Runtime.CompilerServices;
using Shouldly;

namespace Sidecar.Tests;

/// <summary>
/// Snapshots in Verify's file convention: <c>Class.Method.verified.txt</c> beside the test, <c>.received.txt</c> when it differs. The one place to
/// change should the tests ever move to Verify itself.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares text with the verified file of the calling test.</summary>
    /// <param name="text">What the test produced.</param>
    /// <param name="name">A name for the snapshot, when a test has several or shares it with others.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    public static void Matches(string text, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var stem = name ?? $"{Path.GetFileNameWithoutExtension(file)}.{method}";
        text.ShouldMatchApproved(options => options
            .NoDiff()
            .WithFilenameGenerator((_, _, kind, extension) => Path.Combine(
                Path.GetDirectoryName(file)!, $"{stem}.{(kind == "approved" ? "verified" : kind)}.{extension}")));
    }
}
