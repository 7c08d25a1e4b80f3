#!/bin/sh
# Put a newer belenios-tool of Debian into a folder of its own: nothing of the system is changed.
#     sh tools/foreign_verifier.sh FOLDER [trixie|sid]
# Afterwards FOLDER/belenios-tool runs it. About 10 MB; says so and leaves with 1 where it cannot be fetched.
set -eu
place=$1
suite=${2:-trixie}
mkdir -p "$place/lists/partial" "$place/cache/archives/partial" "$place/root"
place=$(cd "$place" && pwd)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" >"$place/sources.list"
aside="-o Dir::Etc::sourcelist=$place/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$place/lists
 -o Dir::Cache=$place/cache -o Dir::State::status=/dev/null -o APT::Sandbox::User=root"
apt-get $aside -qq update || { echo "the archive of Debian cannot be reached"; exit 1; }
cd "$place/cache"
for name in belenios-tool libc6 libev4t64 libgmp10 libsodium23 libsodium26 libssl3t64 zlib1g libzstd1; do
  apt-get $aside -qq download "$name" 2>/dev/null || true
done
for package in ./*.deb; do dpkg -x "$package" "$place/root"; done
program=$(find "$place/root" -name belenios-tool -type f | head -1)
[ -n "$program" ] || { echo "no belenios-tool in $suite"; exit 1; }
libraries="$place/root/usr/lib/x86_64-linux-gnu:$place/root/lib/x86_64-linux-gnu"
loader=$(find "$place/root" -name 'ld-linux-x86-64.so.2' | head -1)
printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$program" >"$place/belenios-tool"
chmod +x "$place/belenios-tool"
"$place/belenios-tool" --version
