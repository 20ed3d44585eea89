#!/bin/sh
# Prints every sample page to PDF. Run after changing a page; the PDFs are kept beside their sources.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
for page in *.html; do
  chromium --headless --no-sandbox --disable-gpu --user-data-dir="$profile" --no-pdf-header-footer \
    --print-to-pdf="${page%.html}.pdf" "$page" 2>/dev/null
  echo "${page%.html}.pdf"
done
