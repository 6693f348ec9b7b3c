#!/usr/bin/env bash
# Ten thousand cycles of opening, using and closing a store in one process. Promise: descriptors,
# threads and resident memory do not grow.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
./mvnw -q -o test -pl storage -am -Dtest=HandleLeakIT -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtidy=off "-Dtreeline.leak.cycles=${1:-10000}"
echo "PASSED: ${1:-10000} cycles"
