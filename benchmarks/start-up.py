#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how long ./limpet takes, from exec: until --help has answered, and until `run -f` has
proxied its first request to a backend that already listens.

usage: start-up.py [REPETITIONS]
"""
import os
import socket
import socketserver
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMPET = os.path.join(TOP, "limpet")
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello\n"
ANY_PORTS = ["--admin-port", "0", "--status-port", "0", "--api-port", "0"]
REQUEST = b"GET /hello HTTP/1.1\r\nhost: start.test\r\n\r\n"
CONFIGURATION = """
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {{name: start, namespace: start}}
spec:
  selector: {{istio: ingressgateway}}
  servers: [{{port: {{number: {listen}, name: http, protocol: HTTP}}, hosts: ["*"]}}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: start
  namespace: start
  labels: {{istio.io/persistent-session-header: x-session-header}}
spec:
  hosts: [start.test]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{{number: {backend}, name: http, protocol: HTTP}}]
  endpoints: [{{address: 127.0.0.1}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: start, namespace: start}}
spec:
  hosts: ["*"]
  gateways: [start]
  http: [{{route: [{{destination: {{host: start.test, port: {{number: {backend}}}}}}}]}}]
"""


class Backend(socketserver.BaseRequestHandler):
    def handle(self):
        while self.request.recv(65536):
            self.request.sendall(ANSWER)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def seconds_to_help():
    start = time.perf_counter()
    subprocess.run([LIMPET, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def asks(port):
    """Whether a request through the gateway is answered by the backend."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(REQUEST)
            return connection.recv(4096).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def seconds_to_first_answer(configuration, port):
    start = time.perf_counter()
    process = subprocess.Popen([LIMPET, "run", "-f", configuration, *ANY_PORTS],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        while not asks(port):
            if process.poll() is not None:
                sys.exit(process.stderr.read())
            time.sleep(0.002)
        return time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()


def row(what, goal, seconds):
    millis = sorted(round(second * 1000) for second in seconds)
    print(f"| {what} | {goal} | {statistics.median(millis):.0f} | {millis[0]} | {millis[-1]} |")


def main(repetitions):
    seconds_to_help()  # the first one may have to build
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Backend)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("| from exec to | goal, ms | median | lowest | highest |")
    print("|---|---|---|---|---|")
    row("`--help`", 250, [seconds_to_help() for _ in range(repetitions)])
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        configuration = os.path.join(folder, "start.yaml")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(listen=port, backend=server.server_address[1]))
        row("`run -f`: first proxied answer", 800,
            [seconds_to_first_answer(configuration, port) for _ in range(repetitions)])


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
