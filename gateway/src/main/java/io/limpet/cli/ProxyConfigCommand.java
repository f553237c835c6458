package io.limpet.cli;

import picocli.CommandLine.Command;

/// `limpet proxy-config`: what a gateway is configured to do, as istioctl prints it.
@Command(
    name = "proxy-config",
    aliases = "pc",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProxyConfigListener.class,
      ProxyConfigRoute.class,
      ProxyConfigCluster.class,
      ProxyConfigEndpoint.class
    },
    description = "Show what a gateway is configured to do, as istioctl does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet pc listener",
      "  limpet pc route -o yaml",
      "  limpet pc route --name http.8080",
      "  limpet pc cluster --fqdn helloworld.helloworld.svc.cluster.local",
      "  limpet pc listener -f config_dump.json",
      "  limpet pc route --proxy-admin-port 9901     (of an Envoy)"
    })
public final class ProxyConfigCommand {}
