package io.limpet.cli;

/// The ports of one running Limpet beside those that its Gateways ask for.
record InstancePorts(int admin, int status, int api) {}
