#!/usr/bin/env bash
# Measure quality against the server that runs on this machine, from what gpu_pack.sh packed. No network; Python 3.12.
#   gpu_night.sh IN_DIR OUT_DIR [SET …]     sets in order of weight: disagreements coverage entities injection plain; `questions`: the forty
#   questions on the examples, which are printed and written to questions.json; `nothing`: only install; `releases`, `kinds` and `pages`: a night
#   each over the folder that was packed under that name (`pages`: over 50 pages of it as a site, served on loopback at PORT, 8123), side by
#   side and before all other sets, within their time; they write SET.tar.gz (the wiki's markdown), SET.json (status, verify, conflicts) and
#   nights.tar.gz.NN, from which a later call goes on if they lie in IN_DIR
# Stops by itself after NIGHT_SECONDS (510) in all, and after SET_SECONDS (none) a set, and goes on where it was when it is called again,
# also on a fresh machine if rows.tar.gz of an earlier OUT_DIR lies in IN_DIR. OUT_DIR gets quality.md, quality.json, rows.tar.gz, log.txt.
# ENGINE (http://127.0.0.1:8000/v1), MODEL (the first), JOBS (8), WORKERS (16), LIMIT, WIRE, PROMPTS (a folder) may be set.
set -euo pipefail
begun=$SECONDS
in=$(cd "${1:?usage: gpu_night.sh IN_DIR OUT_DIR [SET …]}" && pwd)
out=$(mkdir -p "${2:?usage: gpu_night.sh IN_DIR OUT_DIR [SET …]}" && cd "$2" && pwd)
shift 2
sets=("$@")
((${#sets[@]})) || sets=(disagreements coverage entities injection plain)
home=${NIGHT_HOME:-/tmp/nightwiki-night}
python=${PYTHON:-python3}

# A folder of its own in front of everything else: what serves the model keeps its packages, we keep ours.
if [[ ! -e $home/.ready ]]; then
  rm -rf "$home" && mkdir -p "$home/site" "$home/work"
  cat "$in"/night.[0-9]* | tar -xzf - -C "$home"
  "$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-compile --no-cache-dir \
    --root-user-action ignore --target "$home/site" "$home"/wheels/*.whl
  # Better to fail here than in every night.
  PYTHONPATH=$home/site "$python" -c 'import agent, importlib, pkgutil
for module in pkgutil.walk_packages(agent.__path__, "agent."):
    importlib.import_module(module.name)'
  [[ ! -e $in/rows.tar.gz ]] || tar -xzf "$in/rows.tar.gz" -C "$home/work"
  [[ ! -e $in/nights.tar.gz.00 ]] || cat "$in"/nights.tar.gz.[0-9]* | tar -xzf - -C "$home"
  touch "$home/.ready"
fi
export PYTHONPATH=$home/site:$home/bench PYTHONUNBUFFERED=1 NO_PROXY=127.0.0.1,localhost
unset NIGHTWIKI_DATA
[[ ${sets[0]} != nothing ]] || exit 0

bench() { # SECONDS SETS …
  local given=(--engine "${ENGINE:-http://127.0.0.1:8000/v1}" --data "$home/data" --work "$home/work" --budget "$1" --sets "$2")
  shift 2
  [[ -z ${MODEL:-} ]] || given+=(--model "$MODEL")
  [[ -z ${LIMIT:-} ]] || given+=(--limit "$LIMIT")
  [[ -z ${WIRE:-} ]] || given+=(--wire "$WIRE")
  [[ -z ${PROMPTS:-} ]] || given+=(--prompts "$PROMPTS")
  # From a folder that holds no package of ours, so that the installed one is measured.
  (cd "$home" && "$python" -m tests.bench.quality "${given[@]}" --jobs "${JOBS:-8}" --workers "${WORKERS:-16}" "$@")
}
asked() { # SECONDS
  local given=(--engine "${ENGINE:-http://127.0.0.1:8000/v1}" --examples "$home/examples" --wiki "$home/work/questions/wiki")
  [[ -z ${MODEL:-} ]] || given+=(--model "$MODEL")
  (cd "$home" && timeout "$1" "$python" -m tests.bench.questions "${given[@]}" --json "$out/questions.json" 2>>"$out/log.txt")
}
nightwiki() { (cd "$home" && "$python" -c 'from agent.cli import main; main()' "$@"); }
night() { # SET SECONDS
  local given=(--engine "${ENGINE:-http://127.0.0.1:8000/v1}" --workers "${WORKERS:-16}" --for "$2s")
  [[ -d $home/$1 ]] || { echo "nothing was packed for $1" | tee -a "$out/log.txt"; return 1; }
  [[ -z ${MODEL:-} ]] || given+=(--model "$MODEL")
  [[ -z ${WIRE:-} ]] || given+=(--wire "$WIRE")
  [[ -z ${PROMPTS:-} ]] || given+=(--prompts "$PROMPTS")
  local wiki=$home/nights/$1 ended=0 sources=("$1") served=
  if [[ $1 == pages ]]; then
    local start; start=$(cd "$home/pages" && find . -name index.html -printf '%d %P\n' | sort -n | sed -n '1s/^[0-9]* //p')
    "$python" -m http.server "${PORT:-8123}" --bind 127.0.0.1 --directory "$home/pages" >/dev/null 2>&1 & served=$!
    # The bound and the pause that a night over a guest's site would have, less what only costs the card's time.
    sources=("site:http://127.0.0.1:${PORT:-8123}/$start" --allow-private)
    export NIGHTWIKI_MOST_PAGES=50 NIGHTWIKI_HOST_DELAY=0
  fi
  nightwiki run "${sources[@]}" --wiki "$wiki" "${given[@]}" >"$out/$1.txt" 2>>"$out/log.txt" || ended=$?
  [[ -z $served ]] || kill "$served"
  # 3: the time was over; 7: something was set aside.
  [[ $ended == [037] ]] || { echo "$1 ended with $ended" | tee -a "$out/log.txt"; return 1; }
  { for what in status verify conflicts; do echo "\"$what\": $(nightwiki "$what" --json --wiki "$wiki"),"; done; } |
    "$python" -c 'import sys; print("{" + sys.stdin.read().rstrip().rstrip(",") + "}")' >"$out/$1.json"
  tar -C "$home/nights" --exclude=.nightwiki --exclude='*.html' -czf "$out/$1.tar.gz" "$1"
}
save() { tar -C "$home/work" --exclude=runs -czf "$out/rows.tar.gz" . ; }
trap save EXIT

ended=$((begun + ${NIGHT_SECONDS:-510}))
nights=() rest=()
for set in "${sets[@]}"; do
  if [[ $set =~ ^(releases|kinds|pages)$ ]]; then nights+=("$set"); else rest+=("$set"); fi
done
if ((${#nights[@]})); then
  # What follows is left half the time, unless a set's time was said; a night is given what publishing and packing take.
  left=$((ended - SECONDS))
  limit=${SET_SECONDS:-$((${#rest[@]} ? left / 2 : left))}
  limit=$(((limit < left ? limit : left) - 45)) failed=0 running=()
  ((limit >= 30)) || { echo "no time was left for ${nights[*]}" | tee -a "$out/log.txt"; exit 3; }
  for set in "${nights[@]}"; do night "$set" "$limit" & running+=($!); done
  for one in "${running[@]}"; do wait "$one" || failed=1; done
  # In pieces of a size that comes back; without what a night makes anew.
  tar -C "$home" --exclude='*.html' --exclude='state-night-*' -czf - nights | split -b 15000000 -d - "$out/nights.tar.gz."
  ((failed == 0)) || exit 1
fi
sets=("${rest[@]}")
for set in "${sets[@]}"; do
  left=$((ended - SECONDS))
  ((left >= 30)) || { echo "no time was left for $set" | tee -a "$out/log.txt"; continue; }
  limit=${SET_SECONDS:-$left}
  if [[ $set == questions ]]; then
    asked "$((limit < left ? limit : left))" | tee -a "$out/questions.txt" || (($? == 124)) || exit 1
    continue
  fi
  # 3 says that something is left to measure: the next set has its turn all the same.
  bench "$((limit < left ? limit : left))" "$set" >/dev/null 2> >(tee -a "$out/log.txt" >&2) || (($? == 3)) || exit 1
  save
done
# The table of all that has been measured so far, now and in earlier calls.
for at in "${!sets[@]}"; do [[ ${sets[at]} != questions ]] || unset "sets[at]"; done
((${#sets[@]})) || exit 0
every=$(IFS=,; echo "${sets[*]}")
[[ ${ALL:-1} == 0 ]] || every=disagreements,coverage,entities,injection,plain
bench 0 "$every" --json "$out/quality.json" --markdown "$out/quality.md" 2>>"$out/log.txt" || (($? == 3))
