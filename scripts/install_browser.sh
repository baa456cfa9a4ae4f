#!/usr/bin/env bash
# What the whole of `make test` needs besides Python: a Chromium, a Chinese font for it, and PostgreSQL's programs.
# As root on Debian or Ubuntu it installs what is missing; otherwise it says what to install. It never asks and never fails.
set -uo pipefail
missing=()

found() { command -v "$1" >/dev/null 2>&1; }

found chromium || found chromium-browser || found google-chrome || missing+=(chromium)
[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || missing+=(fonts-noto-cjk)
found initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && found apt-get; then
    echo "· 安装测试所需的程序：${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    options=(-y -q --no-install-recommends -o Dpkg::Use-Pty=0)
    apt-get update -q </dev/null >/dev/null && apt-get install "${options[@]}" "${missing[@]}" </dev/null >/dev/null && exit 0
    echo "! 没有装上：${missing[*]}" >&2
fi
line='=============================================================================='
printf '%s\n! 本机缺少：%s\n! 用到它们的测试将被跳过。Debian、Ubuntu 请以 root 运行：apt-get install %s\n%s\n' \
    "$line" "${missing[*]}" "${missing[*]}" "$line" >&2
exit 0
