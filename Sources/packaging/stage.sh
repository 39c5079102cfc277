#!/bin/sh
# Lays out what is installed, in the folders of a prefix: stage.sh SCRATCH STAGE.
set -eu
scratch=$1
stage=$2
program=$scratch/release/swapline
rm -rf "$stage"
man=$stage/share/man/man1
doc=$stage/share/doc/swapline
mkdir -p "$stage/bin" "$man" "$doc/licences" "$stage/share/swapline/topologies" \
  "$stage/share/bash-completion/completions" "$stage/share/zsh/site-functions" "$stage/share/fish/vendor_completions.d"

install -m 755 "$program" "$stage/bin/swapline"
"$program" --generate-completion-script bash >"$stage/share/bash-completion/completions/swapline"
"$program" --generate-completion-script zsh >"$stage/share/zsh/site-functions/_swapline"
"$program" --generate-completion-script fish >"$stage/share/fish/vendor_completions.d/swapline.fish"

# The date is that of the last change, so that two builds of one state are alike.
date=$(git log -1 --format=%cs 2>/dev/null || date +%Y-%m-%d)
"$scratch/release/generate-manual" "$program" --multi-page --date "$date" --output-directory "$man"
for page in "$man"/swapline.*.1; do
  name=$(basename "$page" .1)
  command=${name#swapline.}
  [ "$command" = help ] && rm "$page" && continue
  mv "$page" "$man/swapline-$command.1"
done
# Exit codes as the program has them, not the usual two.
codes=$("$program" --help | sed -n '/^Exit codes: /,/^$/p' | tr '\n' ' ' | sed 's/^Exit codes: //')
[ -n "$codes" ]
# Pages are called as is usual, swapline-plan(1), and name each other so.
for page in "$man"/*.1; do
  sed -e '/^\.Xr swapline\.help 1/d' -e "s/^\.Ex -std/$codes/" -e 's/^\.Xr swapline\.\([a-z-]*\) /.Xr swapline-\1 /' -e 's/^\.Dt SWAPLINE\./.Dt SWAPLINE-/' "$page" >"$page.new"
  mv "$page.new" "$page"
done

cp topologies/*.json topologies/README.md "$stage/share/swapline/topologies/"
cp README.md LICENSE Sources/packaging/COPYING Sources/packaging/NOTICES.md "$doc/"
mkdir "$doc/reports"
cp reports/*.md "$doc/reports/"
cp -r reports/pictures "$doc/reports/pictures"
for package in libglpk-dev libgmp-dev libltdl-dev libsuitesparse-dev zlib1g-dev; do
  [ -f "/usr/share/doc/$package/copyright" ] && cp "/usr/share/doc/$package/copyright" "$doc/licences/$package.txt"
done
for checkout in "$scratch"/checkouts/*; do
  cp "$checkout/LICENSE.txt" "$doc/licences/$(basename "$checkout").txt"
done
find "$stage" -type f ! -path "$stage/bin/*" -exec chmod 644 {} +
