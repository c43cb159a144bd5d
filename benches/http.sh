#!/usr/bin/env bash
# Puts the servers under load over loopback, prints the tables, and writes them into benches/README.md. Takes about eight minutes on a machine
# with two cores, which has to be otherwise idle. ROUNDS and SECONDS say how many rounds there are of each measurement, and how long they take.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v wrk >/dev/null || missing+=(wrk)
command -v taskset >/dev/null || missing+=(util-linux)
if ((${#missing[@]})); then
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    else
        echo "missing: ${missing[*]} (Debian's names). Install them, or run this as root where apt-get is." >&2
        exit 1
    fi
fi
if (($(nproc) < 2)); then
    echo "two cores are needed: one for the server, one for the load" >&2
    exit 1
fi
# Ten thousand connections, at both ends.
ulimit -n 20000 || ulimit -n "$(ulimit -Hn)"
exec cargo bench --locked -p secure-api-benches --bench http
