namespace Sidecar.Cli.View;

/// <summary>How a state is shown.</summary>
/// <param name="Name">The state's name.</param>
/// <param name="Terminal">Its colour for Spectre.</param>
/// <param name="Svg">Its colour for SVG.</param>
internal sealed record StateColor(string Name, string Terminal, string Svg);
