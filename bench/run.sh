#!/bin/sh
# Load generator, then the parts. BENCH_LOAD and BENCH_PARTS hold arguments for each; see docs/benchmarks.md.
set -euf # no globbing: a filter may be a star
cd "$(dirname "$0")/.."
for project in bench/Load bench/Parts; do
    dotnet build $project -c Release -v quiet -nologo -clp:ErrorsOnly
done
# shellcheck disable=SC2086 # several arguments
dotnet artifacts/bin/Load/release/Load.dll ${BENCH_LOAD:-}
# shellcheck disable=SC2086
dotnet artifacts/bin/Parts/release/Parts.dll ${BENCH_PARTS:---filter *} --artifacts artifacts/benchmarks
