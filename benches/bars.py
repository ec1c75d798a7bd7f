#!/usr/bin/env python3
"""Measures what amplink costs: start-up, an import over TLS, memory, the binary's size. Not a test: run it on a quiet
machine, `python3 benches/bars.py`, and compare the ratios. Needs what the tests need."""

import glob
import json
import os
import pathlib
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOCAL_AWS = ROOT / "target/local-aws"
ACCOUNT = "424242424242"
# The official CLI's headless import, CPU seconds on a comparable machine.
OFFICIAL_CPU = 3.8


def start_local_aws():
    serve = ROOT / "tests/support/local_aws/serve.py"
    server = subprocess.Popen([sys.executable, serve, "--dir", LOCAL_AWS], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return server, json.loads(server.stdout.readline())["endpoint"]


def call(endpoint, operation, body):
    credential = f"Credential={ACCOUNT}/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0"
    headers = {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": f"AWS4-HMAC-SHA256 {credential}",
    }
    request = urllib.request.Request(endpoint, json.dumps(body).encode(), headers)
    return json.load(urllib.request.urlopen(request))


def certificate(folder):
    """A CA and a certificate for localhost, made with the library that the local AWS brings: paths of both."""
    package = next(iter(glob.glob(str(LOCAL_AWS / "venv-*/lib/python*/site-packages/cryptography"))))
    python = pathlib.Path(package).parents[3] / "bin/python"
    script = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
def name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
def make(subject, key, signer, is_ca):
    builder = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("bars")).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), True)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), False)
    return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
open(sys.argv[1], "wb").write(make("bars", root, root, True))
open(sys.argv[2], "wb").write(make("localhost", leaf, root, False) + leaf.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
"""
    paths = [os.path.join(folder, "ca.pem"), os.path.join(folder, "localhost.pem")]
    subprocess.run([python, "-c", script, *paths], check=True)
    return paths


def tls_front(upstream, pem):
    """Ends TLS and passes the bytes on."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = upstream.removeprefix("http://").split(":")

    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def serve(raw):
        try:
            client = context.wrap_socket(raw, server_side=True)
        except (OSError, ssl.SSLError):
            return
        server = socket.create_connection((host, int(port)))
        threading.Thread(target=pump, args=(client, server), daemon=True).start()
        pump(server, client)

    def accept():
        while True:
            raw, _ = listener.accept()
            threading.Thread(target=serve, args=(raw,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"https://localhost:{listener.getsockname()[1]}"


def run(command, folder, env):
    """Wall and CPU seconds and peak memory in MB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command}: {error.decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(times, command, folder, env, before=lambda: None):
    runs = []
    for _ in range(times):
        before()
        runs.append(run(command, folder, env))
    return [min(figures) for figures in zip(*runs)]


def main():
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    binary = str(ROOT / "target/release/amplink")
    server, endpoint = start_local_aws()
    work = tempfile.mkdtemp()
    try:
        pool = call(endpoint, "CreateUserPool", {"PoolName": "bars"})["UserPool"]["Id"]
        client = {"UserPoolId": pool, "ClientName": "web"}
        web, native = (call(endpoint, "CreateUserPoolClient", client)["UserPoolClient"]["ClientId"] for _ in range(2))
        ca, pem = certificate(work)
        env = {
            "PATH": os.environ["PATH"], "HOME": work, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": tls_front(endpoint, pem), "AWS_CA_BUNDLE": ca,
        }
        project = os.path.join(work, "app")
        os.mkdir(project)
        ids = ["--user-pool-id", pool, "--web-client-id", web, "--native-client-id", native, "--yes"]

        def clear():
            shutil.rmtree(project)
            os.mkdir(project)

        true_wall, _, _ = best(50, ["/bin/true"], project, env)
        version_wall, _, _ = best(50, [binary, "--version"], project, env)
        import_wall, tls_cpu, memory = best(25, [binary, "import", "user-pool", *ids], project, env, clear)
        status_wall, _, _ = best(50, [binary, "status"], project, env)
        listed = subprocess.run([binary, "formats", "--json"], cwd=project, check=True, capture_output=True).stdout
        formats = json.loads(listed)["result"]["formats"]
        for format in formats:
            if format["written"] == "asked" and "javascript" in format["platforms"]:
                keep = ["generate", format["format"], "-o", f"kept/{format['format']}/{format['fileName']}", "--keep"]
                # Of this pool, without an identity pool, not every format can be written.
                if subprocess.run([binary, *keep[:2]], cwd=project, env=env, capture_output=True).returncode == 0:
                    subprocess.run([binary, *keep], cwd=project, env=env, check=True, capture_output=True)
        kept = json.load(open(os.path.join(project, "amplink.json")))["files"]
        shutil.copytree(project, spare := os.path.join(work, "spare"))

        def lose():
            shutil.rmtree(project)
            shutil.copytree(spare, project)
            for file in kept:
                os.remove(os.path.join(project, file["path"]))

        single = max(best(20, [binary, "generate", file["format"], "--frozen"], project, env)[0] for file in kept)
        all_of_them, _, _ = best(20, [binary, "pull", "--frozen"], project, env, lose)
        subprocess.run([binary, "env", "add", "prod", "--same-as", "dev", "--yes"], cwd=project, env=env, check=True,
                       capture_output=True)
        there, back = [binary, "env", "use", "prod"], [binary, "env", "use", "dev"]
        use, _, _ = best(20, there, project, env, lambda: subprocess.run(back, cwd=project, env=env, check=True,
                                                                          capture_output=True))
        plain = {**env, "AWS_ENDPOINT_URL": endpoint}
        _, plain_cpu, _ = best(25, [binary, "import", "user-pool", *ids], project, plain, clear)
        size = os.path.getsize(binary) / 1e6

        def row(what, figure, bar, unit):
            print(f"{what:<58}{figure:>8.1f} {unit:<3} bar {bar} {unit}  {'ok' if figure <= bar else 'MISSED'}")

        row("amplink --version above /bin/true", (version_wall - true_wall) * 1000, 5, "ms")
        row("amplink status in a linked project", status_wall * 1000, 10, "ms")
        row("generate --frozen, the slowest format", single * 1000, 15, "ms")
        row(f"pull --frozen, all {len(kept)} formats of a web app", all_of_them * 1000, 15, "ms")
        row("env use", use * 1000, 20, "ms")
        row("import over TLS, CPU", tls_cpu * 1000, 60, "ms")
        row("import, peak memory", memory, 30, "MB")
        row("release binary", size, 20, "MB")
        print(f"{'import over TLS, wall':<58}{import_wall * 1000:>8.1f} ms")
        ratio = OFFICIAL_CPU / plain_cpu
        print(f"{'official import / ours, CPU, local AWS':<58}{ratio:>8.0f} x   bar 100 x   {'ok' if ratio >= 100 else 'MISSED'}")
    finally:
        server.stdin.close()
        server.wait()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
