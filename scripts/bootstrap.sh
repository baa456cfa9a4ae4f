#!/usr/bin/env bash
# Make .venv and install what the lock file names: scripts/bootstrap.sh runtime|dev. Needs no root and asks nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted="${1:-runtime}"
python="${PYTHON:-}"

fail() {
    printf '✗ %s\n→ %s\n' "$1" "$2" >&2
    exit 1
}

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; }

if [ -z "$python" ]; then
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            python="$candidate"
            break
        fi
    done
fi
[ -n "$python" ] || fail "没有找到 Python 3.11 至 3.14。" "请安装其中一个版本，或用 make setup PYTHON=/路径/python3.12 指明。"
fits "$python" || fail "$("$python" --version 2>&1) 不在 3.11 至 3.14 之间。" "请用 make setup PYTHON=/路径/python3.12 指明另一个版本。"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "这个 Python 缺少 venv。" "Debian、Ubuntu 请以 root 运行：apt-get install python3-venv；其他系统请安装完整的 Python。"

if [ ! -x .venv/bin/python ] || ! fits .venv/bin/python; then
    "$python" -m venv --clear .venv || fail "不能建立 .venv。" "请检查磁盘空间和目录权限后重试。"
fi
pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input)
"${pip[@]}" install --quiet --require-hashes -r "requirements/$wanted.txt" ||
    fail "安装依赖没有完成。" "请检查网络（或 pip 的镜像设置）后再次运行，会从断处继续。"
"${pip[@]}" install --quiet --no-deps --no-build-isolation -e .
