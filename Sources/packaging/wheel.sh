#!/bin/sh
# Makes a wheel that holds the program: wheel.sh STAGE PYTHON FOLDER.
set -eu
stage=$1
python=$2
folder=$3
sources=Sources/python
build=$folder.build
rm -rf "$folder" "$build"
mkdir -p "$folder"
cp -R "$sources" "$build"
mkdir -p "$build/swapline/bin"
install -m 755 "$stage/bin/swapline" "$build/swapline/bin/swapline"
cp LICENSE Sources/packaging/COPYING Sources/packaging/NOTICES.md "$build/"
version=$("$stage/bin/swapline" --version)
sed "s/^version = .*/version = \"$version\"/" "$sources/pyproject.toml" >"$build/pyproject.toml"
"$python" -m pip wheel -q --disable-pip-version-check --no-deps -w "$folder" "$build"
rm -rf "$build"
ls -sh "$folder"/*.whl
