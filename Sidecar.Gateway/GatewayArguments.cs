using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sidecar.Gateway;

/// <summary>The command line.</summary>
internal static class GatewayArguments
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage =
        """
        sidecar-gateway: HTTP requests to command handlers on the sidecar's VPs.

          --urls URL[;URL]   where to listen (http://0.0.0.0:8080)
          --host NAME[;NAME] names by which browsers address it, beside localhost
          --queue N          calls that may wait for a VP, 0 to 100000 (256)
          --timeout SECONDS  time that a call may take, 0.001 to 86400 (30)
          --log              a line for each request
          --help             this
        """;

    private const int MaxQueue = 100_000;
    private const double MaxSeconds = 86_400;

    /// <summary>Reads it.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="options">What they say.</param>
    /// <param name="problem">One sentence, when it is false. Empty for <c>--help</c>.</param>
    public static bool TryParse(ReadOnlySpan<string> arguments, [NotNullWhen(true)] out GatewayOptions? options, out string problem)
    {
        var read = new GatewayOptions();
        options = null;
        problem = "";
        for (var index = 0; index < arguments.Length; index++)
        {
            var (name, value) = Split(arguments[index]);
            if (name == "--help" && value is null)
            {
                return false;
            }

            if (name == "--log" && value is null)
            {
                read = read with { Log = true };
                continue;
            }

            if (name is not ("--urls" or "--host" or "--queue" or "--timeout"))
            {
                problem = $"\"{arguments[index]}\" is no argument; --urls, --host, --queue, --timeout, --log or --help would do";
                return false;
            }

            value ??= ++index < arguments.Length ? arguments[index] : "";
            (read, problem) = name switch { "--urls" => Urls(read, value), "--host" => Hosts(read, value), "--queue" => Queue(read, value), _ => Timeout(read, value) };
            if (problem.Length > 0)
            {
                return false;
            }
        }

        options = read;
        return true;
    }

    private static (string Name, string? Value) Split(string argument)
        => argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);

    private static (GatewayOptions Options, string Problem) Urls(GatewayOptions options, string value)
    {
        var urls = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isRight = urls.Length > 0 && Array.TrueForAll(urls, url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && url.Length > "http://".Length);
        return isRight ? (options with { Urls = urls }, "") : (options, $"--urls is \"{value}\"; addresses like http://0.0.0.0:8080, with semicolons between, would do");
    }

    private static (GatewayOptions Options, string Problem) Hosts(GatewayOptions options, string value)
    {
        var names = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isRight = names.Length > 0 && Array.TrueForAll(names, name => Uri.CheckHostName(name) == UriHostNameType.Dns);
        return isRight ? (options with { Hosts = names }, "") : (options, $"--host is \"{value}\"; names like sidecar.example.org, without a port, with semicolons between, would do");
    }

    private static (GatewayOptions Options, string Problem) Queue(GatewayOptions options, string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var queue) && queue <= MaxQueue
            ? (options with { Queue = queue }, "")
            : (options, $"--queue is \"{value}\"; a number from 0 to {MaxQueue} would do");

    private static (GatewayOptions Options, string Problem) Timeout(GatewayOptions options, string value)
        => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= MaxSeconds
            ? (options with { TimeLimit = TimeSpan.FromSeconds(seconds) }, "")
            : (options, $"--timeout is \"{value}\"; seconds from 0.001 to {MaxSeconds} would do");
}
