package io.limpet.proxy.plan.reading.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which changes of headers may be configured.
class HeaderEditReaderTest {
  private static List<PlanProblem> problems(String route) throws TextFormat.ParseException {
    List<PlanProblem> problems = new ArrayList<>();
    Route message = TextFormat.parse(route, Route.class);
    var level = HeaderEditReader.read(message, Place.of("RouteConfiguration", "r", problems));
    assertThat(level).isNotNull();
    return problems;
  }

  /// Envoy 1.40 refuses all of these but the name with a blank.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request_headers_to_add: {header: {key: ':path' value: 'v'}}|may not be changed",
        "request_headers_to_add: {header: {key: 'Host' value: 'v'}}|may not be changed",
        "response_headers_to_add: {header: {key: ':status' value: 'v'}}|may not be changed",
        "request_headers_to_add: {header: {key: 'a b' value: 'v'}}|no name that HTTP allows",
        "request_headers_to_add: {header: {key: '' value: 'v'}}|no name that HTTP allows",
        "request_headers_to_add: {header: {key: 'a' value: 'x\\ny'}}|one line",
        "request_headers_to_add: {header: {key: 'a' value: '100%'}}|no command at position 3",
        "request_headers_to_add: {header: {key: 'a'} append: {} append_action: 1}|remove append",
        "request_headers_to_remove: ':path'|may not be removed",
        "request_headers_to_remove: ''|may not be removed",
        "response_headers_to_remove: 'host'|may not be removed"
      },
      quoteCharacter = '`')
  void whatEnvoyRefusesIsRefused(String route, String why) {
    assertThatThrownBy(() -> problems(route)).isInstanceOf(Refused.class).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request_headers_to_add: {header: {key: 'content-length' value: '7'}}",
        "request_headers_to_add: {header: {key: 'Transfer-Encoding' value: 'chunked'}}",
        "response_headers_to_add: {header: {key: 'connection' value: 'close'}}",
        "request_headers_to_remove: 'content-length'",
        "response_headers_to_add: {header: {key: 'a' value: '%RESPONSE_DURATION%'}}"
      })
  void whatTheProxyKeepsToItselfIsAProblem(String route) throws Exception {
    assertThat(problems(route)).hasSize(1);
  }
}
