#!/usr/bin/env bash
# Pack nightwiki, all that it needs, its quality bench and the data for it, for a GPU machine with Python 3.12 and no network.
#   gpu_pack.sh [OUT_DIR] [DATA_DIR]        OUT_DIR: .gpu_night; DATA_DIR: $NIGHTWIKI_DATA
# RELEASES, KINDS and PAGES may name folders (of at most 10 MB each, packed), over which `gpu_night.sh … releases kinds pages` runs a night: the
# pages of two releases of a documentation site; one of every kind of file (`python -m tests.bench.every_kind FOLDER`); a documentation site
# to be served, its start page `index.html` in the folder or in the only folder below it.
# Writes pieces of at most 48 MB (night.00, …) and gpu_night.sh, which unpacks them there and measures.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$(mkdir -p "${1:-$root/.gpu_night}" && cd "${1:-$root/.gpu_night}" && pwd)
data=${2:-${NIGHTWIKI_DATA:?usage: gpu_pack.sh [OUT_DIR] DATA_DIR}}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What nightwiki depends on, with everything that this depends on, as wheels for there rather than for here.
platforms=(--platform manylinux2014_x86_64 --platform manylinux1_x86_64 --platform manylinux2010_x86_64)
for n in $(seq 5 35); do platforms+=(--platform "manylinux_2_${n}_x86_64"); done
"$python" - "$root/pyproject.toml" >"$work/needs.txt" <<'PY'
import sys, tomllib
print(*tomllib.load(open(sys.argv[1], "rb"))["project"]["dependencies"], sep="\n")
PY
echo lxml_html_clean >>"$work/needs.txt" # trafilatura needs it by way of an extra that older pips do not recognise
mkdir -p "$work/night/wheels"
env -u PIP_FIND_LINKS PIP_CONSTRAINT= "$python" -m pip download --quiet --disable-pip-version-check --only-binary=:all: \
  --implementation cp --python-version 3.12 "${platforms[@]}" --dest "$work/night/wheels" --requirement "$work/needs.txt"
# Built from a copy: a build leaves nothing in the tree, and takes only what the wheel is made of.
mkdir "$work/source"
cp -r "$root"/{pyproject.toml,README.md,LICENSE,agent,prompts} "$work/source/"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/night/wheels" "$work/source"

mkdir -p "$work/night/bench/tests/bench" "$work/night/data"
cp "$root/tests/__init__.py" "$work/night/bench/tests/"
mkdir "$work/night/bench/tests/wiki" && cp "$root"/tests/wiki/{__init__,reading}.py "$work/night/bench/tests/wiki/"
cp "$here"/{__init__,corpora,measure_*,quality*,questions,idle,paced,recorded,shelf,prefix}.py "$here/questions.jsonl" "$work/night/bench/tests/bench/"
cp -r "$here"/{peers,peers*.py} "$work/night/bench/tests/bench/"
cp -r "$root/examples" "$work/night/examples"
cp -r "$data"/{conflict-pairs,wikicontradict,corpora,mine,redocred,injection} "$work/night/data/"
for set in releases kinds pages; do
  from=${set^^}
  [[ -n ${!from:-} ]] || continue
  cp -rL "${!from}" "$work/night/$set"
  (($(tar -C "$work/night" -czf - "$set" | wc -c) <= 10000000)) || { echo "$from is more than 10 MB, packed: ${!from}" >&2; exit 2; }
done
chmod -R u+w "$work/night"

rm -f "$out"/night.*
tar -C "$work/night" -czf - . | split -b 48000000 -d - "$out/night."
cp "$here/gpu_night.sh" "$out/"
if "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))'; then
  PYTHON=$python NIGHT_HOME=$work/tried bash "$out/gpu_night.sh" "$out" "$work/out" nothing
else
  echo "not tried out: that takes Python 3.12 (PYTHON=python3.12)" >&2
fi
ls -l "$out"
