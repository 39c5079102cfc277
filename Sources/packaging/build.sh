#!/bin/sh
# Builds a program that needs nothing of Swift or GLPK where it runs: build.sh SCRATCH, leaves SCRATCH/release/swapline.
set -eu
scratch=$1
swift=${SWIFT:-swift}

if [ "$(uname)" = Darwin ]; then
  # The Swift runtime is part of the system there, and comes in no other form.
  set -- -c release
else
  # Archives alone in a folder of their own, so that the linker finds no shared library first; libc, libm, libgcc and libstdc++
  # remain as they are on every Linux.
  mkdir -p "$scratch/archives"
  flags="-Xlinker -L$scratch/archives"
  for library in glpk colamd amd suitesparseconfig gmp ltdl z; do
    archive=$(find /usr/lib /usr/local/lib -name "lib$library.a" 2>/dev/null | head -n 1)
    if [ -z "$archive" ]; then
      echo "lib$library.a is missing: apt install libglpk-dev libltdl-dev" >&2
      exit 1
    fi
    ln -sf "$archive" "$scratch/archives/"
    flags="$flags -Xlinker -l$library"
  done
  # shellcheck disable=SC2086 # words of flags are meant to part
  set -- -c release --static-swift-stdlib $flags -Xlinker -lm -Xlinker --gc-sections -Xlinker -s
fi

# A build that fails must not leave the program of another one.
rm -f "$scratch/release/swapline" "$scratch/release/generate-manual"
# Linkers warn of the mktemp in Foundation each time.
{ "$swift" build "$@" --scratch-path "$scratch" --product swapline &&
  "$swift" build "$@" --scratch-path "$scratch" --product generate-manual; } 2>&1 | grep -v 'warning: the use of .mktemp' || true
[ -x "$scratch/release/swapline" ] && [ -x "$scratch/release/generate-manual" ]
