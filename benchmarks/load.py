#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Loads proxies side by side, several rounds in one run; prints throughput, latency, CPU, memory.

usage: load.py SECONDS ROUNDS NAME:PID:PORT:CONNECTIONS:PATH ...

The proxies are expected on core 0 and the backend on core 1, where wrk runs too. The CPU time of a
proxy includes that of its child processes.
"""
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")
FIRST_WARM_UP, WARM_UP = 25, 2  # seconds; a JVM's second compiler is not done before


def family(pid):
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout
    return [pid] + [p for child in children.split() for p in family(int(child))]


def cpu_seconds(pid):
    ticks = 0
    for process in family(pid):
        with open(f"/proc/{process}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def resident_mib(pid):
    kib = 0
    for process in family(pid):
        with open(f"/proc/{process}/status") as status:
            kib += int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])
    return kib / 1024


def wrk(name, port, connections, path, seconds):
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
               "-s", f"{HERE}/strong.lua", "--latency", f"http://127.0.0.1:{port}/"]
    environment = dict(os.environ, PROXY=name, REQPATH=path)
    return subprocess.run(command, env=environment, capture_output=True, text=True).stdout


def measure(target, seconds, warm_up):
    name, pid, port, connections, path = target.split(":")
    wrk(name, port, connections, path, warm_up)
    before = cpu_seconds(int(pid))
    output = wrk(name, port, connections, path, seconds)
    used = cpu_seconds(int(pid)) - before
    requests = int(re.search(r"(\d+) requests in", output)[1])

    def field(key):
        return re.search(key + r"\s+(\S+)", output)[1]

    errors = [line.strip() for line in output.splitlines() if re.search("Socket err|Non-2xx", line)]
    return {"rps": float(field("Requests/sec:")), "micros": used / max(requests, 1) * 1e6,
            "p50": field("50%"), "p99": field("99%"), "errors": " ".join(errors)}


def main(seconds, rounds, targets):
    results = {target: [] for target in targets}
    for number in range(rounds):
        for target in targets:
            warm_up = WARM_UP if number else FIRST_WARM_UP
            results[target].append(measure(target, seconds, warm_up))
    print("| proxy | connections | path | requests/s (lowest-highest) | CPU µs a request | p50 | p99 "
          "| resident MiB | errors |")
    print("|---|---|---|---|---|---|---|---|---|")
    for target, rows in results.items():
        name, pid, _, connections, path = target.split(":")
        rate = [row["rps"] for row in rows]
        print(f"| {name} | {connections} | {path} "
              f"| {statistics.median(rate):.0f} ({min(rate):.0f}-{max(rate):.0f}) "
              f"| {statistics.median(row['micros'] for row in rows):.1f} "
              f"| {rows[-1]['p50']} | {rows[-1]['p99']} | {resident_mib(int(pid)):.0f} "
              f"| {rows[-1]['errors'] or 'none'} |", flush=True)


if len(sys.argv) < 4:
    sys.exit(__doc__)
main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
