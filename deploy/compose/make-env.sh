#!/bin/sh
# Make the secrets of a compose run: .env beside docker-compose.yml, and the gateway's signing key. Never overwrites.
set -eu
cd "${1:-$(dirname "$0")/../..}"
umask 077
if [ -e .env ]; then
    echo ".env exists; delete it only together with the volumes whose passwords it holds." >&2
    exit 1
fi
if ! command -v openssl >/dev/null 2>&1; then
    echo "openssl is needed to make keys." >&2
    exit 1
fi
folder=.youthlink-compose
mkdir -p "$folder"
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/signing-key.pem" 2>/dev/null ||
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/signing-key.pem" 2>/dev/null
# the gateway runs under a number of its own; the folder keeps other people of this machine out
chmod 0444 "$folder/signing-key.pem"
{
    echo "# Made by deploy/compose/make-env.sh. Keep it as you keep the data: whoever has it reads everything."
    for name in POSTGRES VACANCY_DATABASE MATCHING_DATABASE TRAINING_DATABASE INDICATORS_DATABASE GATEWAY_DATABASE; do
        echo "${name}_PASSWORD=$(openssl rand -hex 24)"
    done
    echo "CURSOR_SECRET=$(openssl rand -hex 32)"
    for name in MATCHING TRAINING; do
        echo "${name}_PEOPLE_MASTER_KEYS=first:$(openssl rand -base64 32)"
        echo "${name}_PEOPLE_INDEX_KEY=$(openssl rand -base64 32)"
    done
    echo "SIGNING_KEY_FILE=./$folder/signing-key.pem"
} >.env
echo "Made .env and $folder/signing-key.pem." >&2
