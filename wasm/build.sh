#!/usr/bin/env bash
# Builds the crate tieline-wasm and wraps it for the browser:
#   web/src/pkg/   ES module, .wasm and .d.ts (the page's worker imports it; Node loads it with initSync)
#
# Needs neither root nor a change to the installed compiler. The wasm32 standard library comes from
# the first of these that works:
#   installed  the compiler in use has it (rustup's, or a distribution's package);
#   rustup     `rustup target add wasm32-unknown-unknown`, the usual way;
#   debian     Debian's compiler and library sources, unpacked into a private folder, where the
#              library is compiled once (about a minute of processor time). For machines that reach
#              a Debian archive and no Rust download server.
#
# A step whose result is there is skipped, and the output is rewritten only when it changed.
#
# Settings (environment variables):
#   TIELINE_TOOLS    where compilers and tools are kept   (default ~/.cache/tieline-tools)
#   WASM_TOOLCHAIN   auto | installed | rustup | debian   (default auto)
#   WASM_TARGET_DIR  cargo's target folder                (default target/wasm-build, or beside CARGO_TARGET_DIR)
#   WASM_OPT         auto | require | off                 (default off: it makes the module larger as it travels)
#   CARGO_LOCKED     set to nothing to let Cargo.lock change  (default --locked)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

package=tieline-wasm
stem=tieline_wasm
profile=wasm-release
triple=wasm32-unknown-unknown
out=web/src/pkg
# Outside the checkout, so that a fresh clone on the same machine finds it.
tools=${TIELINE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/tieline-tools}
# A folder of its own: no waiting for the native build's lock, and no rebuilding of its results.
target_dir=${WASM_TARGET_DIR:-${CARGO_TARGET_DIR:-$root/target}/wasm-build}
locked=${CARGO_LOCKED---locked}

say() { printf '[wasm] %s\n' "$*" >&2; }
fail() { printf '[wasm] error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
# Runs "$@" with its output in a log, and shows the log's end when it fails.
logged() {
  local log=$tools/$1.log; shift
  "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
}

mkdir -p "$tools"
# Two builds at once (a dev server and a test) must not unpack into the same folder.
if have flock; then exec 9>"$tools/.lock"; flock 9; fi

# ---- a compiler with the wasm32 standard library ---------------------------------------------

# Asks the compiler, not rustup, so that it holds for any distribution's compiler as well.
knows_wasm() {
  local dir
  dir=$("$1" --print target-libdir --target "$triple" 2>/dev/null) || return 1
  compgen -G "$dir/libstd-*.rlib" >/dev/null
}

from_rustup() {
  have rustup || return 1
  say "adding $triple with rustup"
  # The limit is for a network that hangs instead of refusing.
  timeout 180 rustup target add "$triple" >"$tools/rustup.log" 2>&1 && knows_wasm rustc && return 0
  say "rustup could not add it: $(grep -m1 '^error' "$tools/rustup.log" | cut -c1-160)"
  return 1
}

# The first dependency of package $1 that matches $2.
dependency() {
  apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n 's/^Depends: //p' | tr ',' '\n' |
    awk '{print $1}' | grep -E -m1 "$2" || true
}

# Fetches Debian's compiler into $1. Nothing is installed: as a package it would put rustc and cargo
# into /usr/bin and drive out Debian's own rustup. apt checks the files against the signed index.
unpack_debian() {
  local prefix=$1 version driver llvm lld deb bin
  if ! apt-cache show rustc-web 2>/dev/null | grep -q '^Version:' && [ "$(id -u)" = 0 ]; then
    apt-get update >/dev/null || true # the lists are empty in a fresh container
  fi
  version=$(apt-cache show --no-all-versions rustc-web 2>/dev/null | sed -n 's/^Version: //p' | head -n 1)
  [ -n "$version" ] || { say "no rustc-web package (run 'apt-get update' as root?)"; return 1; }
  driver=$(dependency libstd-rust-web-dev '^libstd-rust-web-[0-9]')
  llvm=$(dependency "$driver" '^libllvm[0-9]')
  if [ -z "$driver" ] || [ -z "$llvm" ]; then say "rustc-web's dependencies are not as expected"; return 1; fi
  lld=lld-${llvm#libllvm}

  say "fetching Debian's Rust $version"
  rm -rf "$prefix" "$tools/debs"
  mkdir -p "$prefix/bin" "$tools/debs"
  (
    cd "$tools/debs"
    logged apt apt-get download "rustc-web=$version" "libstd-rust-web-dev=$version" "$driver=$version" \
      "rust-web-src=$version" "$llvm" "$lld"
  ) || return 1
  for deb in "$tools"/debs/*.deb; do
    case $deb in
      */rust-web-src_*) # 340 MB, of which the library is 60
        dpkg-deb --fsys-tarfile "$deb" |
          tar -x -C "$prefix" --wildcards './usr/lib/rustlib/src/*' './usr/src/rustc-*/library/*' ;;
      *) dpkg-deb -x "$deb" "$prefix" ;;
    esac
  done
  rm -rf "$tools/debs"

  # A wrapper, so that only rustc sees the private libraries, not cargo.
  cat >"$prefix/bin/rustc" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH='$prefix/usr/lib/x86_64-linux-gnu'"\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH
exec '$prefix/usr/bin/rustc' "\$@"
WRAPPER
  chmod +x "$prefix/bin/rustc"
  # The linker goes where rustc looks for it. Naming it in CARGO_TARGET_..._LINKER instead would
  # make cargo rebuild everything whenever that variable comes or goes.
  bin=$prefix/usr/lib/rustlib/x86_64-unknown-linux-gnu/bin
  mkdir -p "$bin"
  ln -sf "../../../llvm-${llvm#libllvm}/bin/lld" "$bin/rust-lld"
  "$prefix/bin/rustc" -V >/dev/null || { say "Debian's rustc does not start"; return 1; }
  [ -x "$bin/rust-lld" ] || { say "no linker in $lld"; return 1; }
  printf '%s\n' "$version" >"$prefix/.unpacked"
}

# Compiles the standard library once and lays it where the compiler in $1 looks for it. Afterwards
# that is an ordinary toolchain: builds need no unstable flag.
compile_std() {
  local prefix=$1 dir=$tools/std-build sources
  sources=$(readlink -f "$prefix/usr/lib/rustlib/src/rust")
  say "compiling the wasm32 standard library (once)"
  rm -rf "$dir"
  mkdir -p "$dir/src" "$prefix/usr/lib/rustlib/$triple/lib"
  printf '[package]\nname = "std-build"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$dir/Cargo.toml"
  : >"$dir/src/lib.rs"
  # embed-bitcode: for lto = "fat" later. The remaps keep this machine's folders out of the .wasm.
  local flags="-Cembed-bitcode=yes"
  flags+=" --remap-path-prefix=$prefix/usr/lib/rustlib/src/rust=/rustc/src"
  flags+=" --remap-path-prefix=$sources=/rustc/src"
  flags+=" --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  (
    cd "$dir"
    unset CARGO_BUILD_TARGET RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTC_WRAPPER
    export RUSTC=$prefix/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags
    logged std cargo build --release --target "$triple" --target-dir "$dir/target" \
      -Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro,test
  ) || return 1
  find "$dir/target/$triple/release/deps" -name '*.rlib' ! -name 'libstd_build-*' \
    -exec cp {} "$prefix/usr/lib/rustlib/$triple/lib/" \;
  rm -rf "$dir" "${prefix:?}/usr/src" "${prefix:?}/usr/lib/rustlib/src" "${prefix:?}/usr/share"
  mv "$prefix/.unpacked" "$prefix/.ready"
}

from_debian() {
  local prefix=$tools/debian-rust tool
  if [ ! -e "$prefix/.ready" ]; then
    for tool in apt-get apt-cache dpkg-deb tar cc cargo; do have "$tool" || return 1; done
    [ "$(dpkg --print-architecture)" = amd64 ] || { say "Debian's way is written for amd64"; return 1; }
    [ -e "$prefix/.unpacked" ] || unpack_debian "$prefix" || return 1
    compile_std "$prefix" || return 1
  fi
  knows_wasm "$prefix/bin/rustc" || return 1
  export RUSTC=$prefix/bin/rustc
}

choose_compiler() {
  local want=${WASM_TOOLCHAIN:-auto} compiler=${RUSTC:-rustc}
  case $want in auto | installed | rustup | debian) ;; *) fail "WASM_TOOLCHAIN is \`$want\`: use auto, installed, rustup or debian" ;; esac
  if [[ $want =~ ^(auto|installed)$ ]] && knows_wasm "$compiler"; then
    say "compiler: $("$compiler" -V) (installed)"
    return
  fi
  # A Debian toolchain from an earlier run is taken before the network is asked again.
  if [ "$want" = rustup ] || { [ "$want" = auto ] && [ ! -e "$tools/debian-rust/.ready" ]; }; then
    if from_rustup; then say "compiler: $(rustc -V) (rustup)"; return; fi
  fi
  if [[ $want =~ ^(auto|debian)$ ]] && from_debian; then
    say "compiler: $("$RUSTC" -V) (Debian's, private)"
    return
  fi
  fail "no wasm32 standard library. Run 'rustup target add $triple', or install your distribution's package for it"
}

# ---- wasm-bindgen ----------------------------------------------------------------------------

# The tool must be of the very version of the crate, or it refuses the file.
choose_bindgen() {
  local version root
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock)
  [ -n "$version" ] || fail "wasm-bindgen is not in Cargo.lock"
  if have wasm-bindgen && [ "$(wasm-bindgen --version)" = "wasm-bindgen $version" ]; then
    bindgen=wasm-bindgen
    return
  fi
  root=$tools/wasm-bindgen-$version
  bindgen=$root/bin/wasm-bindgen
  [ -x "$bindgen" ] && return
  say "building wasm/bindgen (once; about 100 seconds of processor time)"
  # For this machine, by the ordinary compiler, whichever one compiles the wasm.
  logged bindgen env -u RUSTC cargo install --path wasm/bindgen --locked --root "$root" \
    --target-dir "$tools/bindgen-build" || fail "could not build wasm/bindgen"
  rm -rf "$tools/bindgen-build"
  [ "$("$bindgen" --version)" = "wasm-bindgen $version" ] ||
    { rm -rf "$root"; fail "wasm/bindgen is not version $version, which Cargo.lock has: bump the two together"; }
}

# ---- build, wrap, shrink ---------------------------------------------------------------------

# wasm-opt is the slowest step of a warm build, so its results are kept by content.
optimise() {
  local file=$1 program='' key
  [ "${WASM_OPT:-off}" = off ] && return
  if [ -x web/node_modules/.bin/wasm-opt ]; then program=web/node_modules/.bin/wasm-opt
  elif have wasm-opt; then program=wasm-opt
  elif [ "${WASM_OPT:-off}" = require ]; then fail "no wasm-opt (the npm package 'binaryen' has it)"
  else return 0; fi
  key=$( (cat "$file"; "$program" --version; echo O3) | sha256sum | cut -c1-32)
  mkdir -p "$tools/opt"
  if [ ! -e "$tools/opt/$key" ]; then
    find "$tools/opt" -type f -mtime +14 -delete
    "$program" -O3 "$file" -o "$tools/opt/$key.new"
    mv "$tools/opt/$key.new" "$tools/opt/$key"
  fi
  cp "$tools/opt/$key" "$file"
}

choose_compiler
choose_bindgen

# Panic messages carry source paths; this machine's folders have no business in the page.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--remap-path-prefix=$root=/src --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
# shellcheck disable=SC2086 # nothing or one option
cargo build $locked -p "$package" --lib --profile "$profile" --target "$triple" --target-dir "$target_dir"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
"$bindgen" --target web --remove-producers-section --remove-name-section --out-dir "$stage/pkg" \
  "$target_dir/$triple/$profile/$stem.wasm"
optimise "$stage/pkg/${stem}_bg.wasm"

# Smaller as it travels; a module in another order works as well.
if have node; then node wasm/order.mjs "$stage/pkg/${stem}_bg.wasm"
else say "no node: functions stay in wasm-bindgen's order, which compresses less well"; fi

if [ -d "$out" ] && diff -rq "$stage/pkg" "$out" >/dev/null; then
  say "$out is up to date"
else
  rm -rf "$out"
  mkdir -p "$(dirname "$out")"
  cp -r "$stage/pkg" "$out"
  say "wrote $out"
fi
say "$(wc -c <"$out/${stem}_bg.wasm") bytes of wasm, $(gzip -9c "$out/${stem}_bg.wasm" | wc -c) gzipped"
