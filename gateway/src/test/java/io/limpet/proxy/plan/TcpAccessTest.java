package io.limpet.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.head.FixedHead;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.filter.RbacPlan.Policies;
import io.limpet.proxy.plan.filter.RbacPlan.Verdict;
import io.limpet.proxy.plan.pools.HashPolicies;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpAccessTest {
  private static final RbacPlan.Rules NOBODY = new Policies(List.of(), Verdict.of(false, ""));
  private static final RbacPlan.Rules EVERYBODY = new Policies(List.of(), Verdict.of(true, ""));

  @Test
  void everyFilterMustLetAConnectionPass() {
    assertThat(plan().refusal(FixedHead.get("a", "/"))).isNull();
    assertThat(plan(EVERYBODY).refusal(FixedHead.get("a", "/"))).isNull();
    assertThat(plan(EVERYBODY, NOBODY).refusal(FixedHead.get("a", "/"))).isNotNull();
  }

  private static TcpPlan plan(RbacPlan.Rules... access) {
    return new TcpPlan(
        "x", List.of(), 1, HashPolicies.NONE, 1, 0, 0, List.of(access), TcpPlan.Logging.NONE);
  }
}
