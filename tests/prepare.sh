#!/bin/sh
# Installs from Debian and npm what the tests use beside the .NET SDK. Fast where all of it is there.
set -eu
cd "$(dirname "$0")"

packages="poppler-utils qpdf zbar-tools python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
  python3-h2 libnss3-tools procps softhsm2 libengine-pkcs11-openssl opensc openssl libreoffice-writer-nogui
  fonts-noto-core fonts-liberation2"
command -v chromium >/dev/null || packages="$packages chromium"
command -v node >/dev/null || packages="$packages nodejs"
command -v npm >/dev/null || packages="$packages npm"
# The tests start servers of their own; the package's default one would take port 5432 for nothing.
[ -x /usr/lib/postgresql/15/bin/postgres ] || packages="$packages postgresql-15"

missing=
for package in $packages; do
  case $package in
    libreoffice-writer-nogui) command -v soffice >/dev/null && continue ;;
  esac
  [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
  fi
  echo "Installing:$missing"
  case $missing in
    *postgresql-15*)
      # postgresql-common reads this before it creates and starts a cluster.
      $as_root mkdir -p /etc/postgresql-common
      [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
      ;;
  esac
  $as_root apt-get update -q
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

# npm packages, where a test project has any: exactly what its lock file says.
find . -name package-lock.json -not -path '*/node_modules/*' | while read -r lock; do
  folder=$(dirname "$lock")
  if [ ! -e "$folder/node_modules/.package-lock.json" ] || [ "$lock" -nt "$folder/node_modules/.package-lock.json" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --silent && touch node_modules/.package-lock.json)
  fi
done
