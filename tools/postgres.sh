# A PostgreSQL of the test run's own: a temporary folder, a free loopback port, nothing kept. Sourced by ./test.

postgres_home=
postgres_pid=

# postgres_bin: the folder of the newest installed server, or nothing.
postgres_bin() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin 2>/dev/null | sort -V | tail -1)
  [ -z "$bin" ] || [ ! -x "$bin/initdb" ] || echo "$bin"
}

# as_owner CMD…: the server refuses to run as root, so root steps down.
as_owner() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid="$(id -gn nobody)" --clear-groups env HOME="$postgres_home" "$@"
  else "$@"
  fi
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000)) # below the range the system hands out itself
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
}

# start_postgres: exports PLEXUS_TEST_POSTGRES. Nothing of it survives the run, so it does not wait for the disk.
start_postgres() {
  local bin port attempt log locale=C
  bin=$(postgres_bin)
  [ "$(uname -s)" != Linux ] || locale=C.UTF-8
  postgres_home=$(mktemp -d /tmp/plexus-pg.XXXXXX) # short: a socket's path has at most 107 characters
  log=$postgres_home/server.log
  chmod 755 "$postgres_home"
  [ "$(id -u)" != 0 ] || chown nobody "$postgres_home"
  cd "$postgres_home"
  if ! as_owner "$bin/initdb" -D "$postgres_home/data" -U plexus -A trust -E UTF8 --locale=$locale --no-instructions --no-sync >"$postgres_home.init" 2>&1; then
    cat "$postgres_home.init" >&2
    cd "$root"
    return 1
  fi
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_home -c max_connections=200 -c fsync=off -c full_page_writes=off"
    if as_owner "$bin/pg_ctl" -D "$postgres_home/data" -w -t 30 -l "$log" -o "$options" start >/dev/null 2>&1; then
      postgres_pid=$(head -1 "$postgres_home/data/postmaster.pid")
      export PLEXUS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=plexus;Database=postgres"
      cd "$root"
      return 0
    fi
  done
  tail -5 "$log" >&2
  cd "$root"
  return 1
}

# stop_postgres: by the process this run started, and its folder with it.
stop_postgres() {
  [ -n "$postgres_home" ] || return 0
  if [ -n "$postgres_pid" ] && kill -INT "$postgres_pid" 2>/dev/null; then
    local wait=0
    while kill -0 "$postgres_pid" 2>/dev/null && [ $wait -lt 100 ]; do sleep 0.1; wait=$((wait + 1)); done
    kill -QUIT "$postgres_pid" 2>/dev/null || true
  fi
  rm -rf "$postgres_home" "$postgres_home.init"
  postgres_home=
  postgres_pid=
}
