using System;

namespace Sidecar.Cli.Config;

/// <summary>A configuration that is refused. The message is <c>file(line,column): what is wrong: what would do</c>.</summary>
/// <param name="file">The file's name as the user gave it.</param>
/// <param name="line">Line, from 1.</param>
/// <param name="column">Column, from 1.</param>
/// <param name="problem">What is wrong and what would do.</param>
public sealed class ConfigException(string file, int line, int column, string problem) : Exception($"{file}({line},{column}): {problem}");
