#!/bin/sh
# Takes away what install.sh put below a prefix, and folders that are empty then: uninstall.sh PREFIX.
set -eu
prefix=$1
list=$prefix/share/swapline/installed.txt
if [ ! -f "$list" ]; then
  echo "nothing of swapline is installed in $prefix (no share/swapline/installed.txt)" >&2
  exit 1
fi
while read -r file; do rm -f "$prefix/$file"; done <"$list"
folders=$(sed -n 's|/[^/]*$||p' "$list" | sort -ru)
rm -f "$list"
for folder in $folders; do
  while [ "$folder" != . ] && rmdir "$prefix/$folder" 2>/dev/null; do folder=$(dirname "$folder"); done
done
echo "removed swapline from $prefix"
