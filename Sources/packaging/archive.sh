#!/bin/sh
# Packs what stage.sh laid out: archive.sh STAGE FOLDER writes FOLDER/swapline-VERSION-SYSTEM.tar.xz and its sum.
set -eu
stage=$1
folder=$2
version=$("$stage/bin/swapline" --version)
name=swapline-$version-$(uname -m)-$(uname -s | tr '[:upper:]' '[:lower:]')
rm -rf "$folder/$name" "$folder"/swapline-*.tar.xz*
cp -R "$stage" "$folder/$name"
# Two builds of one state give the same bytes.
if tar --version 2>/dev/null | grep -q GNU; then
  tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct 2>/dev/null || echo 0)" \
    -cf - "$name" | xz -T0 -6 >"$folder/$name.tar.xz"
else
  tar -C "$folder" -cJf "$folder/$name.tar.xz" "$name"
fi
rm -rf "${folder:?}/$name"
(cd "$folder" && { sha256sum "$name.tar.xz" 2>/dev/null || shasum -a 256 "$name.tar.xz"; } >"$name.tar.xz.sha256")
echo "$folder/$name.tar.xz: $(du -h "$folder/$name.tar.xz" | cut -f1), GPL-3.0-or-later because of GLPK (share/doc/swapline/NOTICES.md)"
