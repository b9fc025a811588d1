#!/bin/sh
# Fetches the third-party files of the desk by name and version, prepares them, and writes vendor/ and vendor/LOCK.
# Needs npm and node. Nothing of this runs when gongkai is built or used: the result is committed, and a test compares
# it with LOCK. To change a version, change it here, run this file, and read the diff.
set -eu
cd "$(dirname "$0")"

bootstrap=bootstrap@5.3.8
htmx=htmx.org@2.0.11
icons=bootstrap-icons@1.13.2
jodit=jodit@4.15.13
esbuild=esbuild@0.28.2

# id in the sprite = icon of bootstrap-icons
symbols='
today=calendar-check draft=pencil-square review=check2-square item=file-earmark-text credit=patch-check chan=send
report=bar-chart ledger=journal-text calendar=calendar3 unit=building tour=signpost-split column=grid-3x3
search=search menu=list down=chevron-down next=chevron-right undo=arrow-counterclockwise plus=plus-lg close=x-lg
late=exclamation-octagon-fill warn=exclamation-triangle-fill info=info-circle-fill ok=check-circle-fill
eye=eye print=printer download=download upload=upload person=person-circle out=box-arrow-right
docx=file-earmark-word xlsx=file-earmark-spreadsheet pdf=file-earmark-pdf file=file-earmark shield=shield-check req=envelope-open
'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
get() { (cd "$work" && mkdir -p "$2" && tar -xzf "$(npm pack --silent "$1" | tail -n 1)" -C "$2" --strip-components=1); }

get "$bootstrap" bootstrap
get "$htmx" htmx
get "$icons" icons
get "$jodit" jodit
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/tools" "$esbuild"

rm -rf vendor
mkdir -p vendor/licences

# Without the comment that points to a source map we do not ship.
sed '/^\/\*# sourceMappingURL=/d' "$work/bootstrap/dist/css/bootstrap.min.css" >vendor/bootstrap.css
cp "$work/bootstrap/LICENSE" vendor/licences/bootstrap.txt

# Down to what Chrome 64 reads.
"$work/tools/node_modules/.bin/esbuild" "$work/htmx/dist/htmx.js" --target=chrome64 --minify --charset=utf8 --log-level=error >vendor/htmx.js
cp "$work/htmx/LICENSE" vendor/licences/htmx.txt

# The editor with the plugins of jodit.entry.js only: half of what the package ships.
cp jodit.entry.js "$work/jodit/esm/gongkai.js"
"$work/tools/node_modules/.bin/esbuild" "$work/jodit/esm/gongkai.js" --bundle --format=iife --target=chrome64 --minify --charset=utf8 --legal-comments=none --log-level=error >vendor/jodit.js
cp "$work/jodit/es2015/jodit.min.css" vendor/jodit.css
cp "$work/jodit/LICENSE.txt" vendor/licences/jodit.txt

# One sprite of the icons used.
{
	printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
	for symbol in $symbols; do
		printf '<symbol id="%s" viewBox="0 0 16 16">' "${symbol%%=*}"
		sed -e 's/<svg[^>]*>//' -e 's/<\/svg>//' "$work/icons/icons/${symbol#*=}.svg" | tr -d '\n' | sed 's/  */ /g'
		printf '</symbol>\n'
	done
	printf '</svg>\n'
} >vendor/icons.svg
cp "$work/icons/LICENSE" vendor/licences/bootstrap-icons.txt

{
	printf '# file sha256 package licence; written by vendor.sh\n'
	for line in "bootstrap.css $bootstrap MIT" "htmx.js $htmx 0BSD" "icons.svg $icons MIT" "jodit.js $jodit MIT" "jodit.css $jodit MIT"; do
		set -- $line
		printf '%s %s %s %s\n' "$1" "$(sha256sum "vendor/$1" | cut -d ' ' -f 1)" "$2" "$3"
	done
} >vendor/LOCK
