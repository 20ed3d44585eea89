#!/bin/sh
# Publishes what the images carry: publish.sh FOLDER makes FOLDER/resultstore, FOLDER/verifier, FOLDER/tthc.
set -eu
cd "$(dirname "$0")/.."
out=$1
for part in resultstore:ResultStore verifier:Verifier tthc:Cli; do
  dotnet publish "src/${part#*:}" -c Release -nologo -v quiet -clp:ErrorsOnly -p:UseAppHost=false -o "$out/${part%%:*}"
done
