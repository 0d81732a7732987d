#!/bin/sh
# run-read-only.sh UID "WRITABLE…" COMMAND…: the command as that user, in a mount namespace in which every file system is
# read-only but for those folders, without capabilities: as the container runs, where no container can. Needs root.
set -eu
uid=$1 writable=$2
shift 2
export WRITABLE="$writable"
exec unshare --mount --propagation private sh -euc '
  uid=$1
  shift
  # A bind mount of itself makes a folder a mount of its own, which stays writable.
  for folder in $WRITABLE; do mount --bind "$folder" "$folder"; done
  while read -r _ at type _; do
    case " $WRITABLE " in *" $at "*) continue ;; esac
    case $type in proc|sysfs|cgroup*|devpts) continue ;; esac
    mount -o remount,bind,ro "$at" 2>/dev/null || [ "$at" != / ] || exit 90
  done </proc/self/mounts
  exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
' sh "$uid" "$@"
