package io.limpet.mesh.building.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
  @ParameterizedTest
  @CsvSource({
    "shop,                        shop.web.svc.cluster.local",
    "shop.other,                  shop.other",
    "shop.web.svc.cluster.local,  shop.web.svc.cluster.local",
    "*,                           *",
    "*.example.com,               *.example.com",
    "10.0.0.1,                    10.0.0.1",
    "::1,                         ::1"
  })
  void aNameWithoutADotIsAServiceNearby(String written, String meant) {
    assertThat(HostNames.resolve(written, "web", "cluster.local")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "*,             shop.example.com, shop.example.com",
    "shop.example.com, *,             shop.example.com",
    "*.example.com, shop.example.com, shop.example.com",
    "*.example.com, *.com,            *.example.com",
    "*.example.com, shop.example.org, ''",
    "a.example.com, b.example.com,    ''",
    "*,             *,                *"
  })
  void whatTwoHostsShareIsTheMoreSpecificOfThem(String one, String other, String shared) {
    assertThat(HostNames.intersection(List.of(one), List.of(other)))
        .isEqualTo(shared.isEmpty() ? List.of() : List.of(shared));
  }
}
