package io.limpet.mesh.building.instances;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.kubernetes.Pod;
import java.util.List;
import java.util.TreeSet;

/// The identities in the mesh of what runs behind a service, which its certificates must have
/// (`ServiceAccounts` in Istio's `model/push_context.go`).
public final class Accounts {
  private final String trustDomain;

  Accounts(MeshOptions options) {
    this.trustDomain = options.meshConfig().trustDomain();
  }

  String of(Pod pod) {
    String account = pod.spec().serviceAccount();
    return of(pod.metadata().namespace(), account.isEmpty() ? "default" : account);
  }

  /// Empty for no account.
  public String of(String namespace, String account) {
    return account.isEmpty()
        ? ""
        : "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + account;
  }

  /// Those that a ServiceEntry names, and those of the instances.
  public static List<String> of(MeshService service, List<Instance> instances) {
    TreeSet<String> all = new TreeSet<>(service.subjectAltNames());
    instances.forEach(each -> all.add(each.account()));
    all.remove("");
    return List.copyOf(all);
  }
}
