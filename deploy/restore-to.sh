#!/bin/sh
# 把基础备份和写前日志存档恢复到某一时刻，放进新的数据目录：restore-to.sh 基础备份 存档目录 时刻 新目录
# A data folder as it was at a time, from a base back-up and the kept log of writes:
#   restore-to.sh BASE ARCHIVE "2026-11-23 14:32:00+08" DATA
# 用拥有数据目录的用户（postgres）运行；原来的数据目录不动。 Run it as the owner of the data; the old folder stays.
set -eu
[ $# -eq 4 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
base=$1 archive=$2 time=$3 data=$4
[ -f "$base/backup_label" ] || { echo "$base: 不是 pg_basebackup 的备份 not made by pg_basebackup" >&2; exit 1; }
[ ! -e "$data" ] || { echo "$data: 已经存在 exists already" >&2; exit 1; }
cp -a "$base" "$data"
chmod 700 "$data"
cat >>"$data/postgresql.auto.conf" <<END
restore_command = 'cp "$archive/%f" "%p"'
recovery_target_time = '$time'
recovery_target_action = promote
archive_mode = off
END
touch "$data/recovery.signal"
echo "$data"
