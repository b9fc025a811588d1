#!/usr/bin/env bash
# Lets other people's machines judge the public pages of a demo: html-validate and the Nu checker on every kind of page,
# Lighthouse on six, the Mozilla Observatory on a server with https. Needs node, java, openssl and chromium; fetches the rest from npm.
# Prints a line for each, and fails if any finds something.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${PROVE_DIR:-$(mktemp -d)}
mkdir -p "$work/pages"
server= secure=
trap '[ -z "$server" ] || kill "$server"; [ -z "$secure" ] || kill "$secure"' EXIT

npm install --silent --ignore-scripts --no-save --no-audit --no-fund --prefix "$work" \
  html-validate@10.17.0 vnu-jar@26.9.27 lighthouse@12.8.2 @mdn/mdn-http-observatory@1.4.8
export PATH="$work/node_modules/.bin:$PATH"

CGO_ENABLED=0 go build -o "$work/gongkai" ./cmd/gongkai
rm -rf "$work/demo" "$work/demo.key" && : > "$work/line"
"$work/gongkai" demo --addr 127.0.0.1:0 --dir "$work/demo" --json > "$work/line" 2> "$work/log" &
server=$!
for _ in $(seq 100); do [ -s "$work/line" ] && break; sleep 0.2; done
value() { node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(process.argv[2].split(".").reduce((o, k) => o[k], d))' "$work/line" "$1"; }
at=$(value portal) article=$(value samples.article) search=$(value samples.search)

bad=0
line() { printf '%-46s %-8s %s\n' "$1" "$2" "$3"; [ "$2" = ok ] || bad=1; }

n=0
for url in "$at/" "$at/open" "$at/open/expired" "$at/open/standard" "$at/columns/policy" "$at/columns/news" "$article" "$article/proof" "$at/units" "$at/units/yizhong" \
  "$at/powers" "$at/units/jyj/powers/0100001000" "$at/credit" "$at/licences/900" "$at/reports" "$at/reports/check" "$at/reports/check?sample=1" "$at/reports/2020" "$at/reports/2020/records/table2.licensing.2" \
  "$at/website-reports/2020" "$at/website-reports/2020/records/released" \
  "$at/search" "$search" "$at/settings" "$at/sitemap" "$at/about" "$at/contact" "$at/privacy" "$at/accessibility" "$at/corrections/new" "$at/requests" "$at/requests/new" "$at/requests/track" "$at/corrections/new?item=${article##*/}" "$at/go?u=https%3A%2F%2Fwww.example.com%2F" "$at/api" "$at/nowhere"; do
  n=$((n + 1))
  curl -sL "$url" -o "$work/pages/$(printf %02d $n).html"
done
cat > "$work/pages/.htmlvalidate.json" <<'JSON'
{"root": true, "extends": ["html-validate:recommended", "html-validate:a11y"],
 "rules": {"doctype-style": "off", "long-title": "off", "no-trailing-whitespace": "off",
           "aria-label-misuse": ["error", {"allowAnyNamable": true}]}}
JSON
if html-validate --config "$work/pages/.htmlvalidate.json" "$work"/pages/*.html > "$work/html-validate.txt"; then
  line "html-validate, $n kinds of pages" ok "recommended, a11y"
else
  line "html-validate, $n kinds of pages" found "$work/html-validate.txt"
fi
if java -jar "$work/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --format gnu "$work"/pages/*.html 2> "$work/vnu.txt"; then
  line "Nu checker, $n kinds of pages" ok ""
else
  line "Nu checker, $n kinds of pages" found "$work/vnu.txt"
fi

export CHROME_PATH=${CHROME_PATH:-$(command -v chromium)}
for url in "$at/" "$at/columns/policy" "$article" "$at/open" "$at/reports/2020" "$at/contact"; do
  lighthouse "$url" --quiet --chrome-flags="--headless=new --no-sandbox" --only-categories=accessibility,best-practices,seo --output=json --output-path="$work/lighthouse.json"
  scores=$(node -e 'const c = require(process.argv[1]).categories; console.log(["accessibility", "best-practices", "seo"].map(k => Math.round(100 * c[k].score)).join(" "))' "$work/lighthouse.json")
  if [ "$scores" = "100 100 100" ]; then line "Lighthouse ${url#"$at"}" ok "accessibility, best practices, SEO $scores"; else
    cp "$work/lighthouse.json" "$work/lighthouse-$(echo "${url#"$at"}" | tr / -).json"
    line "Lighthouse ${url#"$at"}" found "$scores, $work/lighthouse-$(echo "${url#"$at"}" | tr / -).json"
  fi
done

# A server of its own with a certificate of our own, since a demo is never served by https, and a second address that leads there. Its store is
# new: headers and the parts that every page has are the same.
port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }
https=$(port) http=$(port)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$work/tls.key" -out "$work/tls.crt" 2> "$work/openssl.log"
rm -rf "$work/tls"; mkdir -p "$work/tls"
cat > "$work/tls/gongkai.toml" <<TOML
dir = "$work/tls/data"
[server]
addr = "127.0.0.1:$https"
url = "https://localhost:$https"
hosts = ["localhost:$https"]
cert = "$work/tls.crt"
key = "$work/tls.key"
redirect = "127.0.0.1:$http"
TOML
export no_proxy=localhost,127.0.0.1 NO_PROXY=localhost,127.0.0.1
"$work/gongkai" serve --config "$work/tls/gongkai.toml" 2> "$work/serve.log" &
secure=$!
for _ in $(seq 100); do curl -s --cacert "$work/tls.crt" -o "$work/ready" "https://localhost:$https/readyz" && break; sleep 0.2; done
mkdir -p "$work/node_modules/@mdn/mdn-http-observatory/conf"
echo '{"entries":[]}' > "$work/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
# The scanner forgets the ports it is given: it is made to pass them on.
sed -i 's/retrieve(hostname)/retrieve(hostname, options)/' "$work/node_modules/@mdn/mdn-http-observatory/src/scanner/index.js"
result=$(NODE_EXTRA_CA_CERTS="$work/tls.crt" node tools/prove/observatory.mjs "$work/node_modules/@mdn/mdn-http-observatory" localhost "$http" "$https" 2> "$work/observatory.json" || true)
case $result in
  "A+ "*) line "Observatory, over https" ok "grade, score, rules kept: $result" ;;
  *) line "Observatory, over https" found "${result:-no answer}, $work/observatory.json" ;;
esac
exit $bad
