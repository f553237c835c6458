package io.limpet.proxy.plan.reading.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SchemeHeaderTransformation;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffTrustedCidrs;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused of a connection manager: Envoy 1.40 refuses all of these, but for HTTP/2.
class HttpReaderTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatCannotBeIsRefusedWithItsPlace(String path, HttpConnectionManager manager) {
    List<PlanProblem> problems = new ArrayList<>();
    Place place = Place.of("Listener", "l", problems);
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> HttpReader.read(manager, HttpChain.EMPTY, false, place));
    assertThat(refused).isNotNull();
    assertThat(refused.problem().field()).isEqualTo(path);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            "max_request_headers_kb", manager().setMaxRequestHeadersKb(whole(8193)).build()),
        Arguments.of("max_request_headers_kb", manager().setMaxRequestHeadersKb(whole(0)).build()),
        Arguments.of(
            "common_http_protocol_options.max_headers_count",
            manager()
                .setCommonHttpProtocolOptions(
                    HttpProtocolOptions.newBuilder().setMaxHeadersCount(whole(0)))
                .build()),
        Arguments.of(
            "strip_any_host_port",
            manager().setStripMatchingHostPort(true).setStripAnyHostPort(true).build()),
        Arguments.of(
            "upgrade_configs[1]",
            manager().addUpgradeConfigs(upgrade("a")).addUpgradeConfigs(upgrade("A")).build()),
        Arguments.of(
            "scheme_header_transformation.scheme_to_overwrite",
            manager()
                .setSchemeHeaderTransformation(
                    SchemeHeaderTransformation.newBuilder().setSchemeToOverwrite("ftp"))
                .build()),
        Arguments.of(
            "internal_address_config.cidr_ranges[0].address_prefix",
            manager()
                .setInternalAddressConfig(
                    InternalAddressConfig.newBuilder()
                        .addCidrRanges(CidrRange.newBuilder().setAddressPrefix("ten")))
                .build()),
        Arguments.of(
            "request_id_extension.typed_config",
            manager()
                .setRequestIdExtension(
                    RequestIDExtension.newBuilder()
                        .setTypedConfig(Any.pack(XffConfig.getDefaultInstance())))
                .build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedDetections")
  void whatCannotFindAnAddressIsRefused(String path, HttpConnectionManager manager) {
    whatCannotBeIsRefusedWithItsPlace("original_ip_detection_extensions" + path, manager);
  }

  static Stream<Arguments> refusedDetections() {
    CustomHeaderConfig header = CustomHeaderConfig.newBuilder().setHeaderName("x").build();
    return Stream.of(
        Arguments.of("", detecting(header).setUseRemoteAddress(BoolValue.of(true)).build()),
        Arguments.of("", detecting(header).setXffNumTrustedHops(1).build()),
        Arguments.of(
            "[0].typed_config.header_name",
            detecting(CustomHeaderConfig.getDefaultInstance()).build()),
        Arguments.of(
            "[0].typed_config",
            detecting(
                    XffConfig.newBuilder()
                        .setXffNumTrustedHops(1)
                        .setXffTrustedCidrs(XffTrustedCidrs.getDefaultInstance())
                        .build())
                .build()),
        Arguments.of(
            "[0].typed_config", detecting(HttpConnectionManager.getDefaultInstance()).build()));
  }

  /// What is not carried out is told, so that nobody relies on it.
  @Test
  void whatIsNotCarriedOutIsTold() {
    List<PlanProblem> problems = new ArrayList<>();
    HttpConnectionManager manager =
        manager().setAddUserAgent(BoolValue.of(true)).setVia("gw").build();
    HttpPlan plan =
        HttpReader.read(manager, HttpChain.EMPTY, false, Place.of("Listener", "l", problems));
    assertThat(plan.identity().via()).isEqualTo("gw");
    assertThat(problems).extracting(PlanProblem::field).containsExactly("add_user_agent");
  }

  private static HttpConnectionManager.Builder manager() {
    return HttpConnectionManager.newBuilder().setStatPrefix("p");
  }

  private static UInt32Value whole(int value) {
    return UInt32Value.of(value);
  }

  private static UpgradeConfig upgrade(String type) {
    return UpgradeConfig.newBuilder().setUpgradeType(type).build();
  }

  private static HttpConnectionManager.Builder detecting(Message config) {
    return manager()
        .addOriginalIpDetectionExtensions(
            TypedExtensionConfig.newBuilder().setName("d").setTypedConfig(Any.pack(config)));
  }
}
