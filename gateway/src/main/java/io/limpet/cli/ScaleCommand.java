package io.limpet.cli;

import io.limpet.cli.KubernetesClient.Ask;
import io.limpet.cli.ResourceWords.Meant;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limpet scale`: how many pods a Deployment or StatefulSet shall have.
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = "Set how many pods a Deployment or StatefulSet of the local world has.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet scale deploy/sticky-svc --replicas=0",
      "  limpet scale deploy helloworld-v1 -n helloworld --replicas=8"
    })
public final class ScaleCommand implements Callable<Integer> {
  @Mixin private KubernetesOptions options = new KubernetesOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--replicas", required = true, paramLabel = "N", description = "How many.")
  private int replicas;

  @Parameters(arity = "1..*", paramLabel = "KIND/NAME", description = "Or KIND NAME...")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    return options.run(spec, this::scale);
  }

  private int scale(KubernetesClient client, PrintWriter out, PrintWriter err)
      throws ServerFailure {
    for (Meant meant : new ResourceWords(client).read(words)) {
      if (meant.names().isEmpty()) {
        throw ServerFailure.wrongUse("name what to scale, for example deploy/NAME");
      }
      for (String name : meant.names()) {
        String path = ResourceWords.path(meant.type(), options.namespace(), name) + "/scale";
        String body = "{\"spec\":{\"replicas\":" + replicas + "}}";
        client.ask(new Ask("PATCH", path, KubernetesClient.JSON, KubernetesClient.MERGE, body));
        out.println(meant.type().words() + "/" + name + " scaled");
      }
    }
    return 0;
  }
}
