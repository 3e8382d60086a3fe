# Builds ./sidecar's own program. It runs from artifacts/cli, a copy of its own, because ./sidecar build writes the solution's output folders while it runs.

# Builds the program if a source is newer than the last build. $1: the repository.
ensure_command_line() {
    local root="$1" output="$1/artifacts/cli" log
    if command_line_is_current "$root"; then
        return
    fi

    mkdir -p "$output"
    exec 9>"$output.lock"
    # Two launchers at once would write the same files: the second waits, then finds it done.
    flock -w 600 9 || fail "another ./sidecar has been building for ten minutes"
    if ! command_line_is_current "$root"; then
        echo "sidecar: building the command line" >&2
        if ! log="$(dotnet build "$root/Sidecar.Cli/Sidecar.Cli.csproj" -c Release -o "$output" -nologo -v:quiet -clp:NoSummary 2>&1)"; then
            printf '%s\n' "$log" >&2
            fail "the command line did not build"
        fi
        touch "$output/.built"
    fi
    exec 9>&-
}

# Whether no source is newer than the program.
command_line_is_current() {
    local root="$1"
    [[ -f "$root/artifacts/cli/.built" && -f "$root/artifacts/cli/sidecar.dll" ]] || return 1
    [[ -z "$(find "$root/Sidecar.Cli" "$root/Sidecar.Protocol" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
        \( -name bin -o -name obj \) -prune -o \( -type f -o -type d \) -newer "$root/artifacts/cli/.built" -print -quit)" ]]
}
