#!/bin/sh
# The worker starts this instead of ffmpeg itself. exec keeps one process id through all of it:
#   setsid                  a process group of its own, so that everything in it can be killed at once
#   setpriv --pdeathsig     dies with the worker, also when the worker is killed with SIGKILL
#   nice                    the API on the same machine stays quick (the worker adds more for what nobody waits for)
set -eu
binary=${1:?usage: contained-ffmpeg.sh BINARY ARGUMENT…}
if [ "${binary#-}" != "$binary" ]; then binary=${FFMPEG_PATH:-ffmpeg}; else shift; fi
if command -v setpriv >/dev/null 2>&1; then
  exec setsid setpriv --pdeathsig KILL nice -n 5 "$binary" "$@"
fi
exec nice -n 5 "$binary" "$@"
