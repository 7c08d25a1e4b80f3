#!/bin/sh
# Build a bare Debian 12 root, run both commands in it from a fresh clone, and write what happened to
# docs/bare-run.md. Needs root, debootstrap and git; the machine's own way to the package registries is
# carried into the root at run time and named nowhere.
#   tests/bare.sh [COMMIT]      the commit to try; HEAD without one
#   BARE_PARTS="run offline test" chooses the parts
set -eu
cd "$(dirname "$0")/.."
CLONE=$PWD
COMMIT=$(git rev-parse "${1:-HEAD}")
PARTS=${BARE_PARTS:-run offline test}
PORT=${PORT:-8190}
WORK=$(mktemp -d /var/tmp/nghisu-bare.XXXXXX)
ROOT=$WORK/root
FACTS=$WORK/facts
[ "$(id -u)" = 0 ] || { echo "This needs root." >&2; exit 1; }

cleanup() {
    for mounted in dev/shm dev proc sys; do
        umount -l "$ROOT/$mounted" 2>/dev/null || :
    done
    [ -n "${KEEP:-}" ] && echo "Kept: $ROOT" >&2 || rm -rf --one-file-system "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

now() { date +%s; }
fact() { printf '| %s | %s |\n' "$1" "$2" >>"$FACTS"; printf '%s: %s\n' "$1" "$2" >&2; }

# A root that holds nothing but what Debian calls minimal, python3 and certificates.
begun=$(now)
SOURCE=$(sed -n -e 's/^URIs: *//p' -e 's/^deb [^h]*\(http[^ ]*\) .*/\1/p' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
debootstrap --variant=minbase --include=python3-minimal,python3,ca-certificates bookworm "$ROOT" \
    ${SOURCE:+"$SOURCE"} >"$WORK/debootstrap.log" 2>&1 || {
    tail -n 5 "$WORK/debootstrap.log" | sed -e 's#[a-z+]*://[^ ]*#(address)#g' >&2
    exit 1
}
fact "Debian root built" "$(($(now) - begun)) s, $(du -sm "$ROOT" | cut -f1) MB, $(cat "$ROOT/etc/debian_version")"

# The machine's way to the registries: apt, pip, npm, certificates, names.
for file in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/auth.conf.d \
    /etc/apt/keyrings /etc/apt/trusted.gpg.d /etc/apt/preferences.d \
    /etc/pip.conf /etc/npmrc /root/.npmrc /root/.config/pip /etc/resolv.conf /etc/hosts /etc/ssl/certs; do
    if [ -e "$file" ]; then
        mkdir -p "$ROOT$(dirname "$file")"
        rm -rf "${ROOT:?}$file"
        cp -rL "$file" "$ROOT$file" 2>/dev/null || :
    fi
done
mount -t proc proc "$ROOT/proc"
mount --rbind /sys "$ROOT/sys" 2>/dev/null || mount -t sysfs sys "$ROOT/sys" || :
mount --rbind /dev "$ROOT/dev"
mount --make-rslave "$ROOT/sys" 2>/dev/null || :
mount --make-rslave "$ROOT/dev"
git clone -q --no-hardlinks "$CLONE" "$ROOT/root/nghisu"
git -C "$ROOT/root/nghisu" checkout -q "$COMMIT"
rm -rf "$ROOT/root/nghisu/.git/config"

# inside WORDS...: run them in the root, in the clone, with the surroundings of this machine's clients;
# with OFFLINE set to a process, in that process's network, which has a loopback and nothing else.
inside() {
    ${OFFLINE:+nsenter --net --target "$OFFLINE" --} \
        env -u PYTHONPATH -u VIRTUAL_ENV -u PYENV_ROOT -u PYENV_VERSION -u PIP_FIND_LINKS -u NGHISU_DATA \
        HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PORT="$PORT" \
        chroot "$ROOT" sh -c 'cd "$HERE" && exec "$@"' sh "$@"
}
fetch() {
    inside python3 -c '
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1], timeout=5).status)' "http://127.0.0.1:$PORT/tai-khoan/dang-nhap/" 2>/dev/null || :
}
# serve NAME: start ./run, wait until a page comes, end it with Ctrl-C.
serve() {
    begun=$(now)
    inside ./run >"$WORK/run.log" 2>&1 &
    running=$!
    until [ "$(fetch)" = 200 ]; do
        kill -0 $running 2>/dev/null || { tail -n 30 "$WORK/run.log" >&2; fact "$1" "FAILED"; exit 1; }
        [ $(($(now) - begun)) -lt 1800 ] || { fact "$1" "FAILED: no page in 30 minutes"; exit 1; }
        sleep 0.2
    done
    fact "$1" "first page after $(($(now) - begun)) s, $(grep -c 'http://localhost:[0-9]*/tai-khoan/' "$WORK/run.log" || :) sign-in links"
    begun=$(date +%s%N)
    pkill -INT -P $running || kill -INT $running
    wait $running || :
    fact "$1: ended by Ctrl-C" "$((($(date +%s%N) - begun) / 1000000)) ms"
}

HERE=/root/nghisu
export HERE
for part in $PARTS; do
    case $part in
    run)
        serve "./run in the bare root, from nothing"
        serve "./run a second time, with its data"
        ;;
    offline)
        begun=$(now)
        inside ./run --bundle >"$WORK/bundle.log" 2>&1 || { tail -n 20 "$WORK/bundle.log" >&2; exit 1; }
        fact "./run --bundle" "$(($(now) - begun)) s, $(du -sm "$ROOT$HERE/wheels" | cut -f1) MB"
        git clone -q --no-hardlinks "$CLONE" "$ROOT/root/closed"
        git -C "$ROOT/root/closed" checkout -q "$COMMIT"
        cp -r "$ROOT$HERE/wheels" "$ROOT/root/closed/wheels"
        unshare --net sh -c 'ip link set lo up && exec sleep 3000' &
        OFFLINE=$!
        sleep 1
        HERE=/root/closed
        serve "./run from the folder of wheels, with no default route"
        HERE=/root/nghisu
        signs=$OFFLINE OFFLINE=""
        begun=$(now)
        inside ./run --bundle --sign >"$WORK/bundle.log" 2>&1 || { tail -n 20 "$WORK/bundle.log" >&2; exit 1; }
        fact "./run --bundle --sign" "$(($(now) - begun)) s, $(du -sm "$ROOT$HERE/wheels" | cut -f1) MB"
        git clone -q --no-hardlinks "$CLONE" "$ROOT/root/signing"
        git -C "$ROOT/root/signing" checkout -q "$COMMIT"
        cp -r "$ROOT$HERE/wheels" "$ROOT/root/signing/wheels"
        OFFLINE=$signs HERE=/root/signing
        inside ./run --sign >"$WORK/sign.log" 2>&1 && inside .venv/bin/python -c 'import pyhanko, pkcs11' &&
            verdict="installed" || { tail -n 20 "$WORK/sign.log" >&2; verdict=FAILED; }
        fact "./run --sign from that folder, with no default route" "$verdict"
        [ "$verdict" = installed ] || exit 1
        kill "$OFFLINE"
        OFFLINE=""
        HERE=/root/nghisu
        ;;
    test)
        begun=$(now)
        inside env CI=true ./test >"$WORK/test.log" 2>&1 && verdict=passed || verdict=FAILED
        fact "./test in the bare root, CI=true" "$verdict after $(($(now) - begun)) s: $(tail -n 1 "$WORK/test.log")"
        if [ "$verdict" = FAILED ]; then
            tail -n 300 "$WORK/test.log" >"${TMPDIR:-/tmp}/nghisu-bare-test.log"
        fi
        ;;
    esac
done

{
    printf '# Both commands on a bare machine\n\n'
    printf 'Written by `tests/bare.sh`; run it again rather than editing this page.\n\n'
    printf 'Commit %s, %s, %s cores.\n\n' "$COMMIT" "$(date -u +%Y-%m-%d)" "$(nproc)"
    printf '| what | what came of it |\n|---|---|\n'
    cat "$FACTS"
} >"${OUT:-docs/bare-run.md}"
! grep -q FAILED "$FACTS"
