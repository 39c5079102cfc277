#!/bin/sh
# Copies what stage.sh laid out below a prefix, and keeps a list of it for uninstall.sh: install.sh STAGE PREFIX.
set -eu
stage=$1
prefix=$2
list=share/swapline/installed.txt
mkdir -p "$prefix/share/swapline"
# What another version had and this one has not must not stay.
[ -f "$prefix/$list" ] && sh "$(dirname "$0")/uninstall.sh" "$prefix" >/dev/null && mkdir -p "$prefix/share/swapline"
(cd "$stage" && find . -type f | sed 's|^\./||' | sort) >"$prefix/$list.new"
while read -r file; do
  mkdir -p "$prefix/$(dirname "$file")"
  mode=644
  case $file in bin/*) mode=755 ;; esac
  install -m "$mode" "$stage/$file" "$prefix/$file"
done <"$prefix/$list.new"
mv "$prefix/$list.new" "$prefix/$list"
echo "installed swapline $("$prefix/bin/swapline" --version) in $prefix: bin/swapline, man pages (man swapline), completions, maps"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) echo "$prefix/bin is not on the PATH yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
