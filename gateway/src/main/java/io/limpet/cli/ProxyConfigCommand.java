package io.limpet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
public final class ProxyConfigCommand implements Runnable {
  @Spec private CommandSpec command = CommandSpec.create();

  /// Alone it says what it can show, as istioctl does.
  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
