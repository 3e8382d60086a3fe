# What ./sidecar needs beside the .NET SDK, and how Debian and Ubuntu provide it. Only what is missing is installed.

readonly QEMU_NEEDED=9

# One sentence, exit code 1.
fail() {
    echo "sidecar: $1" >&2
    exit 1
}

# QEMU's major version; 0 when there is none.
qemu_major() {
    local line
    line="$(qemu-system-x86_64 --version 2>/dev/null | head -n 1)" || true
    if [[ "$line" =~ version\ ([0-9]+)\. ]]; then
        echo "${BASH_REMATCH[1]}"
    else
        echo 0
    fi
}

# The packages that are missing, one a line. QEMU counts as missing when it is too old: under TCG it has x2APIC only since 9.0.
missing_packages() {
    command -v nasm >/dev/null || echo nasm
    command -v ld >/dev/null || echo binutils
    command -v xorriso >/dev/null || echo xorriso
    command -v mformat >/dev/null || echo mtools
    command -v grub-mkrescue >/dev/null || echo grub-common
    [[ -d /usr/lib/grub/i386-pc ]] || echo grub-pc-bin
    [[ -d /usr/lib/grub/x86_64-efi ]] || echo grub-efi-amd64-bin
    [[ -e /usr/share/OVMF/OVMF_CODE_4M.fd || -e /usr/share/OVMF/OVMF_CODE.fd ]] || echo ovmf
    (( $(qemu_major) >= QEMU_NEEDED )) || echo qemu-system-x86
}

# The same for --host linux: what builds a kernel module, and links a program of C# ahead of time.
missing_linux_packages() {
    command -v make >/dev/null || echo make
    command -v gcc >/dev/null || echo gcc
    # gcc does not insist on the C library's headers, nor on the library that the kernel's objtool is linked with.
    [[ -e /usr/lib/x86_64-linux-gnu/libc.so ]] || echo libc6-dev
    [[ -e /usr/lib/x86_64-linux-gnu/libelf.so.1 ]] || echo libelf1
}

# The distribution's value of a key of os-release. $1: the key, $2: the file.
os_release() {
    sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$2"
}

# The address of the Debian archive that this machine already uses for a release. $1: the release's name, $2: the folder of apt's sources.
debian_archive() {
    local release="$1" folder="$2" file
    for file in "$folder"/sources.list.d/*.sources; do
        [[ -f "$file" ]] || continue
        # A stanza that offers the release itself: not its security updates, which lie elsewhere.
        awk -v release="$release" '
            BEGIN { RS = ""; FS = "\n" }
            {
                uri = ""; wanted = 0
                for (i = 1; i <= NF; i++) {
                    count = split($i, words, /[ \t]+/)
                    if (words[1] == "URIs:" && count > 1) uri = words[2]
                    if (words[1] == "Suites:") for (j = 2; j <= count; j++) if (words[j] == release) wanted = 1
                }
                if (wanted && uri != "") { print uri; exit }
            }' "$file"
    done
    for file in "$folder"/sources.list "$folder"/sources.list.d/*.list; do
        [[ -f "$file" ]] || continue
        awk -v release="$release" '
            $1 == "deb" {
                i = 2
                if ($i ~ /^\[/) { while (i <= NF && $i !~ /\]$/) i++; i++ }
                if ($(i + 1) == release) { print $i; exit }
            }' "$file"
    done
}

# The keyring that signs Debian, when apt's sources have to name it.
readonly DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# An apt source for Debian's backports. $1: the archive's address, $2: the release.
backports_source() {
    printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\n' "$1" "$2"
    [[ ! -e "$DEBIAN_KEYRING" ]] || printf 'Signed-By: %s\n' "$DEBIAN_KEYRING"
}

# Runs a command as root.
as_root() {
    if (( EUID == 0 )); then
        "$@"
    else
        sudo "$@"
    fi
}

# apt-get without questions, its talk kept off standard output.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >&2 || fail "apt-get $* failed"
}

# The newest major version of QEMU that apt offers. $1: a release to take it from; empty for apt's own choice.
offered_qemu_major() {
    local version
    version="$(apt-cache policy qemu-system-x86 2>/dev/null | sed -n 's/^  Candidate: //p')"
    if [[ -n "$1" ]]; then
        version="$(apt-cache madison qemu-system-x86 2>/dev/null | grep -F "$1/" | sed -n '1s/^[^|]*| *\([^ ]*\) .*/\1/p')"
    fi
    version="${version#*:}"
    version="${version%%.*}"
    [[ "$version" =~ ^[0-9]+$ ]] && echo "$version" || echo 0
}

# Installs QEMU 9 or newer: from the release where it has it, on Debian from its backports otherwise.
install_qemu() {
    local id codename archive
    if (( $(offered_qemu_major "") >= QEMU_NEEDED )); then
        apt install --no-install-recommends qemu-system-x86
        return
    fi

    id="$(os_release ID /etc/os-release)"
    codename="$(os_release VERSION_CODENAME /etc/os-release)"
    [[ "$id" == debian ]] || fail "this $id offers QEMU $(offered_qemu_major ""), and QEMU $QEMU_NEEDED or newer is needed (x2APIC without KVM): put a newer qemu-system-x86_64 into PATH, or use Debian 12 or 13 or Ubuntu 25.04 or newer"
    if (( $(offered_qemu_major "$codename-backports") < QEMU_NEEDED )); then
        archive="$(debian_archive "$codename" /etc/apt | head -n 1)"
        [[ -n "$archive" ]] || fail "no apt source names $codename, so the address of $codename-backports, which has QEMU $QEMU_NEEDED, is not known: add it to /etc/apt/sources.list.d"
        echo "sidecar: adding $codename-backports from $archive for QEMU $QEMU_NEEDED" >&2
        backports_source "$archive" "$codename" | as_root tee /etc/apt/sources.list.d/sidecar-backports.sources >/dev/null
        apt update
    fi
    apt install --no-install-recommends -t "$codename-backports" qemu-system-x86
}

# Installs what is missing, or says in one sentence why it cannot. $1: the function that names it, one package a line.
ensure_packages() {
    local missing packages=() package
    missing="$("$1")"
    [[ -n "$missing" ]] || return 0

    command -v apt-get >/dev/null || fail "missing: ${missing//$'\n'/, }; on a system without apt, install them by hand"
    if (( EUID != 0 )) && ! command -v sudo >/dev/null; then
        fail "missing: ${missing//$'\n'/, }; run ./sidecar once as root, or install them"
    fi

    echo "sidecar: installing ${missing//$'\n'/, }" >&2
    for package in $missing; do
        [[ "$package" == qemu-system-x86 ]] || packages+=("$package")
    done
    apt update
    if (( ${#packages[@]} > 0 )); then
        apt install --no-install-recommends "${packages[@]}"
    fi
    if [[ "$missing" == *qemu-system-x86* ]]; then
        install_qemu
    fi
    missing="$("$1")"
    [[ -z "$missing" ]] || fail "still missing after the installation: ${missing//$'\n'/, }"
}

# What every command of ./sidecar needs.
ensure_prerequisites() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://learn.microsoft.com/dotnet/core/install/linux shows how to install it"
    ensure_packages missing_packages
}

# What --host linux needs beside it; the command line asks for it when it comes to that.
ensure_linux_prerequisites() {
    ensure_packages missing_linux_packages
}
