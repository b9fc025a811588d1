#!/usr/bin/env bash
# Proves in full what CI proves in samples, and prints one table: promise, figure, where it is shown. It takes hours; what is done already
# under PROVE_DIR is not done again, so it can be stopped and gone on with. KILLS, TAMPER, MUTATIONS and RESTORES say how much;
# ONLY=kills,tamper,… takes some parts. Needs what .ci/run installs, and for the pages node and java.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=${PROVE_DIR:-/tmp/gongkai-prove}
mkdir -p "$work"
export GONGKAI_REQUIRE=postgres,ptrace,tmpfs,openssl
bad=0
rows=()

wanted() { [ -z "${ONLY:-}" ] || [[ ",$ONLY," == *",$1,"* ]]; }
row() { rows+=("$1"$'\t'"$2"$'\t'"$3"); printf '%s: %s\n' "$1" "$2"; }

# test NAME PACKAGE PATTERN runs a test and keeps what it says; it fails if the test does.
run_test() {
  local log="$work/$1.log"
  if ! go test -count=1 -timeout 12h -v -run "$3" "$2" > "$log" 2>&1; then
    bad=1
    return 1
  fi
}
said() {
  if grep -q '^FAIL' "$work/$1.log"; then echo "FAILED, see $work/$1.log"; return; fi
  grep -hoE "$2" "$work/$1.log" | sort -u | paste -sd';' | sed 's/;/; /g'
}

# Killing is done in parts of fifty, so that what is done stays done.
if wanted kills; then
  goal=${KILLS:-1000} done_file="$work/kills.done"
  [ -f "$done_file" ] || echo 0 > "$done_file"
  while [ "$(cat "$done_file")" -lt "$goal" ]; do
    part=$((goal - $(cat "$done_file"))); [ $part -gt 50 ] && part=50
    if ! GONGKAI_KILLS=$part run_test kills ./internal/app '^TestNothingAcknowledgedIsLost$'; then break; fi
    said kills 'ready again in [^ ]+, at most [^ ]+' >> "$work/kills.ready"
    echo $(($(cat "$done_file") + part)) > "$done_file"
  done
  slowest=$(grep -hoE 'at most [0-9.a-z]+' "$work/kills.ready" 2>/dev/null | awk '{print $3}' | sed -E 's/^([0-9.]+)s$/\1 s/; s/^([0-9.]+)ms$/0.\1 s/' | sort -n | tail -1)
  row 'nothing acknowledged is lost (A1, A5, A6)' "$(cat "$done_file") of $goal kills, slowest start $slowest" 'TestNothingAcknowledgedIsLost'
  GONGKAI_KILLS=$goal run_test night ./internal/app '^TestKillingTheNightsDeleting$'
  row 'data that are over go once, and whole (C5)' "$(said night '[0-9]+ kills: nothing half erased.*')" 'TestKillingTheNightsDeleting'
fi
if wanted faults; then
  GONGKAI_FAULTS=all run_test faults ./internal/app '^TestFaults'
  row 'fully old or fully new at every failing call (A3, A5)' "$(said faults '[0-9]+ faults: every end is fully old or fully new')" 'TestFaultsWhile…'
fi
if wanted disk; then
  run_test disk ./internal/app '^TestAFullDisk' && figure='reads go on, writes say so, resumes by itself' || figure=failed
  row 'full disk (A7)' "$figure" 'TestAFullDiskStopsWritingOnly'
fi
if wanted tamper; then
  GONGKAI_TAMPER=${TAMPER:-10000} run_test tamper ./cmd/logcheck '^TestEveryForgery'
  GONGKAI_TAMPER=${TAMPER:-10000} run_test tamper-store ./internal/store '^TestEveryForgery'
  row 'every forgery found, by its first entry, from outside (B2, B3)' "$(said tamper '[0-9]+ forgeries found.*')" 'TestEveryForgeryIsFoundFromOutside'
  row 'the same in the store, on both engines (B2)' "$(said tamper-store '[0-9]+ forgeries found.*')" 'TestEveryForgeryInTheStoreIsFound'
fi
if wanted restore; then
  n=${RESTORES:-100}
  if go test -count="$n" -timeout 12h -run '^TestBackupUnderLoadRestoresEqual$' ./internal/app > "$work/restore.log" 2>&1; then figure="$n times equal on three stores each"; else bad=1 figure=failed; fi
  row 'a backup under load restores equal (A10)' "$figure" 'TestBackupUnderLoadRestoresEqual'
fi
if wanted files; then
  GONGKAI_MUTATIONS=${MUTATIONS:-10000} run_test files ./internal/document '^TestMutatedFiles$'
  row 'spoilt files: no panic, 2 s, 256 MiB (F5)' "$(said files '[0-9]+ mutated files.*')" 'TestMutatedFiles'
  run_test huge ./internal/report/reading '^TestHugeInputsEnd$'
  row 'reports of 5 MiB of every kind: 2 s, 256 MiB (F5)' "$(said huge '[0-9]+ inputs:.*')" 'TestHugeInputsEnd'
fi
if wanted versions; then
  GONGKAI_REQUIRE+=,history run_test versions ./internal/app '^TestTheLastRelease|^TestEveryRelease' && figure='opens, runs beside, goes back' || figure=failed
  row 'earlier releases (A9)' "$figure" 'TestEveryReleaseOpens, TestTheLastReleaseRunsOnThisSchema'
fi
if wanted slow; then
  go run ./internal/bench -only slow > "$work/slow.log" 2>&1 || bad=1
  row 'a thousand slow clients (G7)' "$(grep -E 'slow' "$work/slow.log" | sed -E 's/  +/ /g' | head -1)" 'make bench'
fi
if wanted pages; then
  PROVE_DIR="$work/portal" tools/prove/portal.sh > "$work/portal.log" 2>&1 || bad=1
  while read -r line; do row 'pages, judged by others (G1)' "$(sed -E 's/  +/ /g' <<< "$line")" 'tools/prove/portal.sh'; done < "$work/portal.log"
fi

echo
{ printf 'promise\tfigure\twhere proven\n'; printf '%s\n' "${rows[@]}"; } | column -t -s $'\t'
exit $bad
