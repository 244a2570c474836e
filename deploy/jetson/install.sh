#!/bin/sh
# Installs, updates, rolls back or removes the Andon agent on a systemd machine.
set -eu

usage() {
  cat <<'USAGE'
usage: install.sh install --from DIR [--config FILE] [--root DIR] [--dry-run]
       install.sh rollback [--root DIR] [--dry-run]
       install.sh uninstall [--purge] [--root DIR] [--dry-run]

install    copies a built working tree (./andon build has run) to /opt/andon/releases/<time>,
           points /opt/andon/current at it, checks the configuration with the new release,
           and restarts the service. If the check fails, or the service is not up after 30 s,
           the release before is put back and the exit status is 1.
rollback   points /opt/andon/current back at the release before, and restarts.
uninstall  stops and removes the service and the releases; --purge also the configuration and
           the outbox, with everything that was not delivered yet.

  --from DIR     the working tree
  --config FILE  installed as /etc/andon/agent.yaml if there is none yet
  --root DIR     install below DIR and leave systemd and users alone (for images and tests)
  --dry-run      say what would be done, change nothing

Exit status: 0 done; 1 failed, the release before is in place; 2 wrong usage; 3 something is missing.
USAGE
}

fail() {
  status=$1
  shift
  echo "install.sh: $*" >&2
  exit "$status"
}

# Runs a command, or only shows it.
do_it() {
  if [ "$dry" = true ]; then
    echo "would: $*"
  else
    "$@"
  fi
}

# systemd and users are touched on the running machine only.
on_machine() {
  if [ -z "$root" ]; then
    do_it "$@"
  elif [ "$dry" = true ]; then
    echo "left out below --root: $*"
  fi
}

find_java() {
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/java/*25* /opt/jdk*25*; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] && [ -r "$candidate/release" ] &&
      grep -q '^JAVA_VERSION="25' "$candidate/release"; then
      java=$candidate
      return 0
    fi
  done
  fail 3 "no Java 25 found. Install Eclipse Temurin 25 for aarch64 (a JRE is enough) or set JAVA_HOME"
}

# Points the link at a release in one step: a power cut leaves the old or the new one.
point_at() {
  do_it ln -sfn "$1" "$opt/current.new"
  do_it mv -T "$opt/current.new" "$opt/current"
}

current_release() {
  if [ -L "$opt/current" ]; then
    readlink "$opt/current"
  fi
}

copy_release() {
  release=$opt/releases/$(date -u +%Y%m%dT%H%M%S)
  do_it mkdir -p "$release/lib" "$release/bin" "$release/config" "$release/models" "$release/deploy/jetson"
  # Of the whole build: the first element of that name in the root's pom.xml.
  version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$from/pom.xml" | head -n 1)
  do_it cp "$from/edge-agent/target/edge-agent-$version.jar" "$release/lib/"
  number=0
  # The class path in its order: the order decides where two jars hold the same class.
  { tr ':' '\n' <"$from/edge-agent/target/classpath.txt"; echo; } | while read -r jar; do
    [ -n "$jar" ] || continue
    number=$((number + 1))
    do_it cp "$jar" "$release/lib/$(printf '%03d' "$number")-$(basename "$jar")"
  done
  do_it cp -R "$from/models/bundles" "$release/models/"
  do_it cp "$from/config/agent.example.yaml" "$from/config/agent.schema.json" "$from/config/logging.properties" "$release/config/"
  do_it cp "$from/deploy/jetson/README.md" "$from/deploy/jetson/install.sh" "$from/deploy/jetson/andon-agent.service" "$release/deploy/jetson/"
  write_start_script
}

write_start_script() {
  if [ "$dry" = true ]; then
    echo "would: write $release/bin/andon-agent"
    return 0
  fi
  cat >"$release/bin/andon-agent" <<START
#!/bin/sh
# Starts the agent of this release; with enroll or models as first word that command.
set -eu
command=agent heap=192m
case \${1:-} in
  enroll | models) command=\$1 heap=1g; shift ;;
esac
here=\$(cd "\$(dirname "\$0")/.." && pwd -P)
# In the environment: ONNX Runtime 1.29 crashes where the command line is above 4096 bytes.
CLASSPATH=\$(printf '%s:' "\$here"/lib/*.jar)
# Java takes the characters of file names from the locale alone; in C no name beyond ASCII can be opened.
export CLASSPATH OPT_OUT_TRACKING=true LC_ALL=C.UTF-8
# shellcheck disable=SC2086
exec $java/bin/java -Xms32m -Xmx\$heap -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \\
  -Djava.io.tmpdir="\${TMPDIR:-/tmp}" -Dorg.bytedeco.javacpp.cachedir="\${TMPDIR:-/tmp}/javacpp" \\
  -Dai.djl.offline=true -Dandon.home="\$here" -Dfile.encoding=UTF-8 \\
  -Djava.util.logging.config.file="\$here/config/logging.properties" \\
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
  -Dsun.net.httpserver.maxReqTime=30 \\
  \${ANDON_JAVA_OPTS:-} dev.andon.edge.EdgeMain \$command "\$@"
START
  chmod 755 "$release/bin/andon-agent"
}

install_config() {
  do_it mkdir -p "$root/etc/andon"
  if [ -n "$config" ] && [ ! -e "$root/etc/andon/agent.yaml" ]; then
    do_it cp "$config" "$root/etc/andon/agent.yaml"
  fi
  if [ ! -e "$root/etc/andon/agent.env" ]; then
    do_it touch "$root/etc/andon/agent.env"
    do_it chmod 640 "$root/etc/andon/agent.env"
  fi
}

check_config() {
  if [ ! -e "$root/etc/andon/agent.yaml" ]; then
    echo "install.sh: no /etc/andon/agent.yaml yet: write one from config/agent.example.yaml, then: systemctl start andon-agent"
    return 0
  fi
  do_it "$release/bin/andon-agent" --config "$root/etc/andon/agent.yaml" --check
}

service_up() {
  [ -z "$root" ] && [ "$dry" = false ] && [ -e /etc/andon/agent.yaml ] || return 0
  for _ in $(seq 1 30); do
    sleep 1
    systemctl is-active --quiet andon-agent || return 1
  done
}

put_back() {
  if [ -n "$before" ]; then
    point_at "$before"
    on_machine systemctl restart andon-agent
    fail 1 "$1; $before is in place again"
  fi
  fail 1 "$1; there was no release before"
}

keep_three() {
  [ "$dry" = false ] || return 0
  now=$(current_release)
  left=$(find "$opt/releases" -mindepth 1 -maxdepth 1 | wc -l)
  # Their names are times: the oldest comes first.
  for old in "$opt"/releases/*; do
    [ "$left" -gt 3 ] || break
    left=$((left - 1))
    if [ "$old" != "$now" ] && [ "$old" != "$before" ]; then
      rm -rf "$old"
    fi
  done
}

do_install() {
  [ -n "$from" ] || fail 2 "install needs --from DIR"
  [ -r "$from/edge-agent/target/classpath.txt" ] || fail 3 "$from is not built: run ./andon build there first"
  find_java
  before=$(current_release)
  on_machine sh -c 'id andon >/dev/null 2>&1 || useradd --system --home-dir /var/lib/andon --shell /usr/sbin/nologin andon'
  copy_release
  install_config
  if ! check_config; then
    do_it rm -rf "$release"
    fail 1 "the new release refuses /etc/andon/agent.yaml; ${before:-nothing} stays in place"
  fi
  on_machine sh -c 'chgrp -R andon /etc/andon && chmod 640 /etc/andon/agent.env'
  do_it mkdir -p "$root/etc/systemd/system"
  do_it cp "$release/deploy/jetson/andon-agent.service" "$root/etc/systemd/system/andon-agent.service"
  if [ -n "$before" ]; then
    do_it ln -sfn "$before" "$opt/previous"
  fi
  point_at "$release"
  on_machine systemctl daemon-reload
  on_machine systemctl enable andon-agent
  if [ -e "$root/etc/andon/agent.yaml" ]; then
    on_machine systemctl restart andon-agent
  fi
  service_up || put_back "the service did not stay up for 30 s (journalctl -u andon-agent)"
  keep_three
  echo "install.sh: $release is in place"
}

do_rollback() {
  [ -L "$opt/previous" ] || fail 1 "there is no release to go back to"
  back=$(readlink "$opt/previous")
  [ -d "$back" ] || fail 1 "the release before, $back, is gone"
  before=$(current_release)
  point_at "$back"
  do_it ln -sfn "$before" "$opt/previous"
  on_machine systemctl restart andon-agent
  echo "install.sh: $back is in place"
}

do_uninstall() {
  on_machine systemctl disable --now andon-agent
  do_it rm -f "$root/etc/systemd/system/andon-agent.service"
  on_machine systemctl daemon-reload
  do_it rm -rf "$opt"
  if [ "$purge" = true ]; then
    do_it rm -rf "$root/etc/andon" "$root/var/lib/andon"
  fi
  echo "install.sh: removed"
}

command=${1:-}
[ $# -eq 0 ] || shift
from=
config=
root=
dry=false
purge=false
before=
while [ $# -gt 0 ]; do
  case $1 in
    --from) [ $# -ge 2 ] || fail 2 "--from needs a folder"; from=$(cd "$2" && pwd); shift ;;
    --config) [ $# -ge 2 ] || fail 2 "--config needs a file"; config=$2; shift ;;
    --root) [ $# -ge 2 ] || fail 2 "--root needs a folder"; root=$2; shift ;;
    --dry-run) dry=true ;;
    --purge) purge=true ;;
    -h|--help) usage; exit 0 ;;
    *) fail 2 "unknown option '$1'; see install.sh --help" ;;
  esac
  shift
done
opt=$root/opt/andon
if [ -z "$root" ] && [ "$dry" = false ] && [ "$(id -u)" != 0 ] && [ "$command" != "" ] &&
  [ "$command" != --help ] && [ "$command" != -h ]; then
  fail 3 "needs root (or --dry-run, or --root DIR)"
fi
case $command in
  install) do_install ;;
  rollback) do_rollback ;;
  uninstall) do_uninstall ;;
  -h|--help) usage ;;
  *) usage >&2; exit 2 ;;
esac
