#!/usr/bin/env bash
# Pack nightwiki, its bench, fifty documents and what Gemma's shapes need, for tests/gpu/card.sh on a machine without a network.
#   pack.sh OUT_DIR [DATA_DIR]     beside it come the pieces of vLLM, the model and their start.sh
# PEERS may name the folder of the other makers of wikis (`tools` below the folder of tests.bench.peers, installed by Python 3.12).
# NOTED may name the requests of a night (`python -m tests.bench.recorded`), which `levels` sends again.
# FlashAttention 4, the only reader of Gemma's heads of 512 on Hopper beside Triton's, is written for cutlass-dsl and quack: without them vLLM finds
# out at the first call. quack from 0.3.11 on wants a later cutlass-dsl than vLLM 0.24 is pinned to.
# vLLM 0.24 reads Gemma 4's head sizes from transformers up to 5.12; the 5.17 of that machine refuses to tell them, so an older one comes along.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?usage: pack.sh OUT_DIR [DATA_DIR]}" && cd "$1" && pwd)
bash "$here/../bench/gpu_pack.sh" "$out" ${2:+"$2"}
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
env -u PIP_FIND_LINKS PIP_CONSTRAINT= "${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --implementation cp --python-version 3.12 --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --dest "$wheels" \
  transformers==5.12.1 tokenizers==0.22.2 nvidia-cutlass-dsl==4.5.2 nvidia-cutlass-dsl-libs-base==4.5.2 quack-kernels==0.3.7
rm -rf "$out"/gemma-wheels "$out"/gemma.[0-9]*
tar -C "$wheels" -cf - . | split -b 48000000 -d - "$out/gemma."
cp "$here"/{card.sh,depth.py,gemma.py,levels.py,schema.py} "$out/"
[[ -z ${NOTED:-} ]] || gzip -9 <"$NOTED" >"$out/noted.jsonl.gz"
# A small model's tokenizer (its folder in TOKENIZER) lets Gemma's shapes begin before the model is there.
[[ -z ${TOKENIZER:-} ]] || { mkdir -p "$out/tokenizer" && cp "$TOKENIZER"/{tokenizer.json,tokenizer_config.json,chat_template.jinja} "$out/tokenizer/"; }
if [[ -n ${PEERS:-} ]]; then
  rm -f "$out"/peers.*
  tar -C "$PEERS" --exclude='*/site-packages/pip' --exclude=__pycache__ --exclude=claude-agent-sdk-linux-x64 -cf - synto synthadoc llm-wiki-compiler |
    xz -2 -T0 | split -b 48000000 -d - "$out/peers."
fi
ls -l "$out"
