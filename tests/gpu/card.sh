#!/usr/bin/env bash
# On a machine with a card and no network: real vLLM with a small model and with Gemma 4 31B's shapes, and the pilot on it.
#   card.sh IN_DIR OUT_DIR prepare   unpack, install, serve the small model (3 minutes; it goes on serving)
#   card.sh IN_DIR OUT_DIR small     doctor, ladder, nights over fifty documents with 1, 8, 32, 64 workers and as many as it finds, each beside
#                                    a plain load generator; the share of prompts that was cached (under 9 minutes)
#   card.sh IN_DIR OUT_DIR shapes    install vLLM alone and begin to serve Gemma 4 31B's shapes by the recipe; it goes on starting (5 minutes)
#   card.sh IN_DIR OUT_DIR gemma     the recipe's flags on Gemma 4 31B with dummy weights, its drafter on and off, at depths, alone and at 32
#                                    (under 9 minutes, if `shapes` was called 4 minutes ago)
#                                    (with LEVELS=1 also `levels`, before the drafter is taken away)
#   card.sh IN_DIR OUT_DIR levels    how many at once are best for what is served, and what the pilot's own level comes to
#   card.sh IN_DIR OUT_DIR peers     nightwiki beside the other makers of wikis, with the small model (`prepare` first)
# IN_DIR holds what tests/gpu/pack.sh made, and the pieces of vLLM and the model with their start.sh. OUT_DIR gets steps.txt, JSON, logs.tgz:
# each step has a time-out of its own, and one that fails costs only itself; SKIP="NAME NAME" leaves steps out.
set -uo pipefail
in=$(cd "${1:?usage: card.sh IN_DIR OUT_DIR prepare|small|shapes|gemma|levels|peers}" && pwd)
out=$(mkdir -p "${2:?usage: card.sh IN_DIR OUT_DIR prepare|small|shapes|gemma|levels|peers}" && cd "$2" && pwd)
what=${3:?usage: card.sh IN_DIR OUT_DIR prepare|small|shapes|gemma|levels|peers}
export NIGHT_HOME=${NIGHT_HOME:-/tmp/nightwiki-night}
home=$NIGHT_HOME python=${PYTHON:-python3} site=${VLLM_SITE:-/tmp/site} logs=/tmp/card-logs
url=${ENGINE:-http://127.0.0.1:8000/v1}
ended=$((SECONDS + ${CARD_SECONDS:-525}))
mkdir -p "$logs"
export VLLM_SERVER_DEV_MODE=1 PYTHONUNBUFFERED=1 NO_PROXY=127.0.0.1,localhost
unset NIGHTWIKI_DATA

step() { # NAME SECONDS COMMAND…   at most so long, and never past the end
  local name=$1 most=$2 begun=$SECONDS left=$((ended - SECONDS)) code=0
  shift 2
  [[ " ${SKIP:-} " != *" $name "* ]] || return 0
  ((left < most)) && most=$left
  if ((most < 5)); then
    echo "$name: no time was left" | tee -a "$out/steps.txt"
    return 1
  fi
  timeout -k 5 "$most" "$@" >"$logs/$name.log" 2>&1 || code=$?
  echo "$name: exit $code after $((SECONDS - begun)) s" | tee -a "$out/steps.txt"
  cp /tmp/vllm.log "$logs/" 2>/dev/null
  tar -C "$logs" -czf "$out/logs.tgz" .
  return $code
}
ours() { # COMMAND…   with nightwiki's own packages, from a folder that holds none of ours
  (cd "$home" && exec env PYTHONPATH="$home/site:$home/bench" "$python" "$@")
}
export -f ours
export home python

prepare() {
  step night 200 bash "$in/gpu_night.sh" "$in" "$out" nothing
  [[ -n ${ENGINE:-} ]] || step serve 500 bash "$in/start.sh" "$in"
}

small() {
  ours -m tests.bench.shelf "$home/data" "$home/fifty" "${DOCUMENTS:-50}"
  ours -m tests.bench.shelf "$home/data" "$home/eight" 8
  local nightwiki=(-c 'from agent.cli import main; main()')
  step doctor 60 bash -c 'ours "$@"' - "${nightwiki[@]}" doctor --engine "$url" --json
  cp "$logs/doctor.log" "$out/doctor.txt" 2>/dev/null
  step ladder 45 bash -c 'ours "$@"' - "${nightwiki[@]}" engine ladder --engine "$url" --depths "${DEPTHS:-0,5000,10000,20000}" --json
  cp "$logs/ladder.log" "$out/ladder.txt" 2>/dev/null
  local workers=${WORKERS:-32,auto,64,8} flags="--at-once ${AT_ONCE:-six} --passes 1 --wire schema"
  rm -rf "$home/idle" "$home/idle-1"
  step idle-1 90 bash -c 'ours "$@"' - -m tests.bench.idle "$home/eight" --engine "$url" --workers 1 --work "$home/idle-1" \
    --json "$out/idle-1.json" --flags "$flags"
  step idle 420 bash -c 'ours "$@"' - -m tests.bench.idle "$home/fifty" --engine "$url" --workers "$workers" \
    --work "$home/idle" --json "$out/idle.json" --flags "$flags"
  ended=$((ended + 40))
  step prefix 40 bash -c 'ours "$@"' - -m tests.bench.prefix "$home/idle/wiki-${workers%%,*}" --json "$out/prefix.json"
}

stop_server() {
  [[ -e /tmp/vllm.pid ]] || return 0
  kill "$(cat /tmp/vllm.pid)" 2>/dev/null
  for _ in $(seq 30); do kill -0 "$(cat /tmp/vllm.pid)" 2>/dev/null || break; sleep 1; done
  kill -9 "$(cat /tmp/vllm.pid)" 2>/dev/null
  rm -f /tmp/vllm.pid
  sleep 3
}

flags() { # WITH   the recipe's, a line each, for a window that holds the deepest measure; `plain`: without the drafter
  ours - "$1" /tmp/gemma/assistant <<'PY'
import sys
from agent.engine.recipes.cards import card
from agent.engine.recipes.command import arguments
from agent.engine.recipes.recipe import recipe
from agent.engine.ladder.figures import HOPPER_OFF, HOPPER_ON
ladders = (HOPPER_OFF, HOPPER_ON) if sys.argv[1] == "plain" else (HOPPER_ON, HOPPER_OFF)
made = recipe("gemma-4-31b", card("h200"), window=110_000, ladders=ladders)
drafter = made.known.drafter if made.known else ""
print(*(word.replace(drafter, sys.argv[2]) for word in arguments(made.flags)), sep="\n")
PY
}

start_gemma() { # FLAGS…   it goes on by itself
  PYTHONPATH=/tmp/gemma-site:/tmp/gemma-site/nvidia_cutlass_dsl/python_packages:$site HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1 VLLM_USE_FLASHINFER_SAMPLER=0 \
    setsid nohup "$python" -m vllm.entrypoints.openai.api_server --model /tmp/gemma/31b --served-model-name gemma --port 8000 \
    --load-format dummy "$@" >/tmp/vllm.log 2>&1 &
  echo $! >/tmp/vllm.pid
}

answers() { # returns when the server answers; 1 if it has ended
  while kill -0 "$(cat /tmp/vllm.pid)" 2>/dev/null; do
    curl -sf 127.0.0.1:8000/health >/dev/null && return 0
    sleep 1
  done
  return 1
}
export -f answers

begin_gemma() { # NAME WAY   by the recipe, or by it with another reader of the cache where its own does not start
  local words
  mapfile -t words < <(flags "$1")
  printf '%s\n' "${words[@]}" >"$logs/$1.flags"
  [[ $2 == recipe ]] || words+=(--attention-backend TRITON_ATTN)
  start_gemma "${words[@]}"
  echo "$1-$2" >/tmp/vllm.begun
}

gemma_at() { # NAME SECONDS   what starts is measured
  local name=$1 way started=""
  for way in recipe triton; do
    [[ -e /tmp/vllm.pid && $(cat /tmp/vllm.begun 2>/dev/null) == "$name-$way" ]] || begin_gemma "$name" "$way"
    if step "$name-$way" "${STARTING:-330}" bash -c answers; then
      started=$way
      break
    fi
    cp /tmp/vllm.log "$logs/$name-$way.vllm.log"
    stop_server
  done
  cp /tmp/vllm.log "$logs/$name.vllm.log" 2>/dev/null
  [[ -n $started ]] || return 1
  step "$name-depth" "$2" env PYTHONPATH="$site" "$python" "$in/depth.py" "$url" "$out/$name.json" --seconds "$2"
}

shapes() {
  local tokenizer=/tmp/hf
  [[ -e $tokenizer/tokenizer.json ]] || tokenizer=$in/tokenizer
  rm -rf /tmp/gemma /tmp/gemma-site
  [[ -e /tmp/wheels ]] || { mkdir /tmp/wheels && cat "$in"/wheels.* | tar -xf - -C /tmp/wheels; }
  [[ -e $site/vllm ]] || step vllm-site 120 "$python" -m pip install -q --no-index --no-deps --no-compile --no-cache-dir --upgrade --target "$site" /tmp/wheels/*.whl
  [[ -e /tmp/gemma-wheels ]] || { mkdir /tmp/gemma-wheels && cat "$in"/gemma.[0-9]* | tar -xf - -C /tmp/gemma-wheels; }
  step gemma-site 60 "$python" -m pip install -q --no-index --no-deps --no-compile --no-cache-dir --target /tmp/gemma-site /tmp/gemma-wheels/*.whl
  step gemma-folders 30 "$python" "$in/gemma.py" "$tokenizer" /tmp/gemma
  step night 200 bash "$in/gpu_night.sh" "$in" "$out" nothing # the recipe's flags are told by nightwiki itself
  stop_server
  begin_gemma mtp recipe
}

gemma() {
  [[ -e /tmp/gemma ]] || shapes
  if [[ ${ONLY:-} != plain ]] && gemma_at mtp "${MEASURING:-110}"; then
    step schema 30 env PYTHONPATH="$site" "$python" "$in/schema.py" "$url"
    [[ -z ${LEVELS:-} ]] || levels
  fi
  [[ ${ONLY:-} != mtp ]] || return 0
  stop_server
  gemma_at plain "${MEASURING:-100}"
  stop_server
}

levels() {
  gunzip -c "$in/noted.jsonl.gz" >"$home/noted.jsonl"
  step levels 330 bash -c 'ours "$@"' - "$in/levels.py" "$url" "$home/noted.jsonl" "$out/levels.json" --fixed "${FIXED:-32,16,64,8}" \
    --seconds "${STRETCH:-28}" --climb "${CLIMB:-100}"
}

peers() {
  local tool
  mkdir -p /tmp/peers "$home/peers/tools"
  [[ -e /tmp/peers/synto ]] || cat "$in"/peers.* | tar -xJf - -C /tmp/peers
  for tool in synto synthadoc; do # made elsewhere
    ln -sf "$(readlink -f "$(command -v "$python")")" "/tmp/peers/$tool/bin/python"
    sed -i "1s|^#!.*/bin/python.*|#!/tmp/peers/$tool/bin/python|" /tmp/peers/$tool/bin/{synto,synthadoc} 2>/dev/null
  done
  for tool in synto synthadoc llm-wiki-compiler nightwiki; do
    ln -sfn "/tmp/peers/$tool" "$home/peers/tools/$tool"
    touch "$home/peers/tools/$tool.installed"
  done
  step peers 500 bash -c 'ours "$@"' - -m tests.bench.peers "$home/peers" --engine "$url" --slots 16 --limit "${LIMIT:-120}" \
    --only "${ONLY:-nightwiki,synto,llm-wiki-compiler,synthadoc}" --json "$out/peers.json"
  tar -C "$home/peers" --exclude=tools --exclude=home -czf "$out/peers.tgz" .
}

case $what in
  prepare | small | shapes | gemma | levels | peers) "$what" ;;
  *) echo "usage: card.sh IN_DIR OUT_DIR prepare|small|shapes|gemma|levels|peers" >&2; exit 2 ;;
esac
cp /tmp/vllm.log "$logs/" 2>/dev/null
tar -C "$logs" -czf "$out/logs.tgz" .
cat "$out/steps.txt"
