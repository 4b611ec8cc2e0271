#!/bin/sh
# Make or refresh the environment in .venv: pinned third-party packages first, then our own distributions without
# asking any index for their names. Fast when nothing changed: a stamp holds the digest of everything it was made from.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
venv="${VENV:-.venv}"

if ! command -v "$python" >/dev/null 2>&1; then
    echo "YouthLink needs Python 3.11 to 3.14, and there is no '$python' on the PATH (set PYTHON=/path/to/python3)." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
    echo "YouthLink needs Python 3.11 to 3.14; '$python' is $("$python" -V 2>&1 || true) (set PYTHON=/path/to/python3)." >&2
    exit 1
fi

own="libs/fields libs/contracts libs/chassis libs/localkafka services/vacancy services/matching services/indicators services/training gateway deploy/onebox"
digest=$(cat constraints.txt requirements/*.txt deploy/environment.sh $(for one in $own; do echo "$one/pyproject.toml"; done) | cksum)
stamp="$venv/.made-from"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest $(pwd)" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

echo "Preparing the environment in $venv (about a minute the first time) ..." >&2
editable=$(for one in $own; do printf ' -e %s' "./$one"; done)
if command -v uv >/dev/null 2>&1; then
    [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"
    uv pip install --quiet --python "$venv/bin/python" -c constraints.txt -r requirements/run.txt -r requirements/dev.txt
    # shellcheck disable=SC2086  # the list is meant to be split
    uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation $editable
else
    [ -x "$venv/bin/pip" ] || "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements/run.txt -r requirements/dev.txt
    # shellcheck disable=SC2086  # the list is meant to be split
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $editable
fi
echo "$digest $(pwd)" >"$stamp"
