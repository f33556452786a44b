#!/usr/bin/env bash
# Pack nightwiki, its bench, fifty documents and what Gemma's shapes need, for tests/gpu/card.sh on a machine without a network.
#   pack.sh OUT_DIR [DATA_DIR]     beside it come the pieces of vLLM, the model and their start.sh
# PEERS may name the folder of the other makers of wikis (`tools` below the folder of tests.bench.peers, installed by Python 3.12).
# vLLM 0.24 reads Gemma 4's head sizes from transformers up to 5.12; the 5.17 of that machine refuses to tell them, so an older one comes along.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?usage: pack.sh OUT_DIR [DATA_DIR]}" && cd "$1" && pwd)
bash "$here/../bench/gpu_pack.sh" "$out" ${2:+"$2"}
mkdir -p "$out/gemma-wheels"
env -u PIP_FIND_LINKS PIP_CONSTRAINT= "${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --implementation cp --python-version 3.12 --platform manylinux2014_x86_64 --dest "$out/gemma-wheels" transformers==5.12.1 tokenizers==0.22.2
cp "$here"/{card.sh,depth.py,gemma.py,schema.py} "$out/"
# A small model's tokenizer (its folder in TOKENIZER) lets Gemma's shapes begin before the model is there.
[[ -z ${TOKENIZER:-} ]] || { mkdir -p "$out/tokenizer" && cp "$TOKENIZER"/{tokenizer.json,tokenizer_config.json,chat_template.jinja} "$out/tokenizer/"; }
if [[ -n ${PEERS:-} ]]; then
  rm -f "$out"/peers.*
  tar -C "$PEERS" --exclude='*/site-packages/pip' --exclude=__pycache__ --exclude=claude-agent-sdk-linux-x64 -cf - synto synthadoc llm-wiki-compiler |
    xz -2 -T0 | split -b 48000000 -d - "$out/peers."
fi
ls -l "$out"
