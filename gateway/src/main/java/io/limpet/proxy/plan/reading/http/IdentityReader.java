package io.limpet.proxy.plan.reading.http;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.SchemeHeaderTransformation;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffConfig;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.limpet.proxy.plan.ClientCertificatePlan;
import io.limpet.proxy.plan.ClientCertificatePlan.Mode;
import io.limpet.proxy.plan.ClientCertificatePlan.Part;
import io.limpet.proxy.plan.IdentityPlan;
import io.limpet.proxy.plan.IdentityPlan.Detection;
import io.limpet.proxy.plan.IdentityPlan.RequestIdPlan;
import io.limpet.proxy.plan.TracingPlan;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.HeaderMutationPlan;
import io.limpet.proxy.plan.filter.HeaderMutationPlan.Mutation;
import io.limpet.proxy.plan.match.CidrRanges;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.HeaderMutationReader;
import io.limpet.proxy.plan.reading.match.CidrRangesReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a connection manager says of who its clients are.
final class IdentityReader {
  /// `represent_ipv4_remote_address_as_ipv4_mapped_ipv6` changes nothing in Envoy 1.40 either: the
  /// addresses it says are the same with and without it (measured).
  static final Set<String> KNOWN =
      Set.of(
          "use_remote_address",
          "xff_num_trusted_hops",
          "skip_xff_append",
          "append_x_forwarded_port",
          "early_header_mutation_extensions",
          "internal_address_config",
          "original_ip_detection_extensions",
          "represent_ipv4_remote_address_as_ipv4_mapped_ipv6",
          "via",
          "scheme_header_transformation",
          "forward_client_cert_details",
          "set_current_client_cert_details",
          "generate_request_id",
          "preserve_external_request_id",
          "always_set_request_id_in_response",
          "request_id_extension");

  private static final int FORBIDDEN = 403;
  private static final int FIRST_ERROR = 400;
  private static final int LAST_ERROR = 511;

  private IdentityReader() {}

  static IdentityPlan read(HttpConnectionManager manager, boolean outbound, Place place) {
    RequestIdPlan requestId = requestId(manager, place.at("request_id_extension"));
    return new IdentityPlan(
        manager.getUseRemoteAddress().getValue(),
        manager.getXffNumTrustedHops(),
        manager.getSkipXffAppend(),
        manager.getAppendXForwardedPort(),
        clientCertificate(manager, place.at("set_current_client_cert_details")),
        manager.getVia(),
        scheme(manager.getSchemeHeaderTransformation(), place.at("scheme_header_transformation")),
        internal(manager, place.at("internal_address_config")),
        early(manager, place),
        detections(manager, place),
        requestId,
        manager.hasTracing()
            ? TracingReader.read(manager, outbound, requestId, place.at("tracing"))
            : TracingPlan.NONE);
  }

  private static ClientCertificatePlan clientCertificate(
      HttpConnectionManager manager, Place place) {
    SetCurrentClientCertDetails details = manager.getSetCurrentClientCertDetails();
    place.onlyKnows(details, Set.of("subject", "cert", "chain", "dns", "uri"));
    List<Part> told = new ArrayList<>();
    if (details.getCert()) {
      told.add(Part.CERT);
    }
    if (details.getChain()) {
      told.add(Part.CHAIN);
    }
    if (details.getSubject().getValue()) {
      told.add(Part.SUBJECT);
    }
    if (details.getUri()) {
      told.add(Part.URI);
    }
    if (details.getDns()) {
      told.add(Part.DNS);
    }
    return new ClientCertificatePlan(
        switch (manager.getForwardClientCertDetails()) {
          case SANITIZE, UNRECOGNIZED -> Mode.SANITIZE;
          case FORWARD_ONLY -> Mode.FORWARD_ONLY;
          case APPEND_FORWARD -> Mode.APPEND_FORWARD;
          case SANITIZE_SET -> Mode.SANITIZE_SET;
          case ALWAYS_FORWARD_ONLY -> Mode.ALWAYS_FORWARD_ONLY;
        },
        told);
  }

  /// A configuration without ranges means the private ones, none at all nobody.
  /// `unix_sockets`: there are none among our listeners.
  private static CidrRanges internal(HttpConnectionManager manager, Place place) {
    InternalAddressConfig config = manager.getInternalAddressConfig();
    place.onlyKnows(config, Set.of("cidr_ranges", "unix_sockets"));
    boolean ofPrivate = manager.hasInternalAddressConfig() && config.getCidrRangesCount() == 0;
    return ofPrivate
        ? CidrRangesReader.privateOnes()
        : CidrRangesReader.read(config.getCidrRangesList(), place, "cidr_ranges");
  }

  /// `match_upstream` means http, which is what upstreams are spoken to in.
  private static String scheme(SchemeHeaderTransformation transformation, Place place) {
    place.onlyKnows(transformation, Set.of("scheme_to_overwrite", "match_upstream"));
    String scheme = transformation.getSchemeToOverwrite();
    if (transformation.hasSchemeToOverwrite()
        && !scheme.equals("http")
        && !scheme.equals("https")) {
      throw place.at("scheme_to_overwrite").refused("must be http or https");
    }
    return scheme;
  }

  private static List<HeaderEdit> early(HttpConnectionManager manager, Place place) {
    List<HeaderEdit> edits = new ArrayList<>();
    for (int i = 0; i < manager.getEarlyHeaderMutationExtensionsCount(); i++) {
      Place at = place.at("early_header_mutation_extensions", i).at("typed_config");
      Any config = manager.getEarlyHeaderMutationExtensions(i).getTypedConfig();
      if (!config.is(HeaderMutation.class)) {
        throw at.refused(config.getTypeUrl() + " is not carried out; header_mutation is");
      }
      HeaderMutation message = at.unpack(config, HeaderMutation.class);
      at.onlyKnows(message, Set.of("mutations"));
      for (Mutation each :
          HeaderMutationReader.mutations(message.getMutationsList(), "mutations", at)) {
        switch (each) {
          case HeaderMutationPlan.Edit(HeaderEdit edit) -> edits.add(edit);
          case HeaderMutationPlan.RemoveMatching _ ->
              throw at.refused("remove_on_match is not carried out here; name the headers");
        }
      }
    }
    return edits;
  }

  private static List<Detection> detections(HttpConnectionManager manager, Place place) {
    List<TypedExtensionConfig> configs = manager.getOriginalIpDetectionExtensionsList();
    if (configs.isEmpty()) {
      return manager.getUseRemoteAddress().getValue()
          ? List.of()
          : List.of(new Detection.Xff(manager.getXffNumTrustedHops(), true));
    }
    Place at = place.at("original_ip_detection_extensions");
    if (manager.getUseRemoteAddress().getValue()) {
      throw at.refused("may not be mixed with use_remote_address; remove one of them");
    }
    if (manager.getXffNumTrustedHops() > 0) {
      throw at.refused("may not be mixed with xff_num_trusted_hops; say it in the xff extension");
    }
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < configs.size(); i++) {
      Place each = place.at("original_ip_detection_extensions", i).at("typed_config");
      detections.add(detection(configs.get(i).getTypedConfig(), each));
    }
    return detections;
  }

  private static Detection detection(Any config, Place at) {
    if (config.is(XffConfig.class)) {
      return xff(at.unpack(config, XffConfig.class), at);
    }
    if (config.is(CustomHeaderConfig.class)) {
      return customHeader(at.unpack(config, CustomHeaderConfig.class), at);
    }
    throw at.refused(
        config.getTypeUrl()
            + " is not carried out; xff and custom_header are (see Envoy's"
            + " extensions/http/original_ip_detection)");
  }

  private static Detection xff(XffConfig config, Place at) {
    at.onlyKnows(config, Set.of("xff_num_trusted_hops", "xff_trusted_cidrs", "skip_xff_append"));
    boolean skipAppend = !config.hasSkipXffAppend() || config.getSkipXffAppend().getValue();
    if (!config.hasXffTrustedCidrs()) {
      return new Detection.Xff(config.getXffNumTrustedHops(), skipAppend);
    }
    if (config.getXffNumTrustedHops() > 0) {
      throw at.refused("has both xff_num_trusted_hops and xff_trusted_cidrs; remove one of them");
    }
    Place cidrs = at.at("xff_trusted_cidrs");
    cidrs.onlyKnows(config.getXffTrustedCidrs(), Set.of("cidrs"));
    return new Detection.TrustedXff(
        CidrRangesReader.read(config.getXffTrustedCidrs().getCidrsList(), cidrs, "cidrs"),
        skipAppend);
  }

  private static Detection customHeader(CustomHeaderConfig config, Place at) {
    at.onlyKnows(
        config,
        Set.of("header_name", "allow_extension_to_set_address_as_trusted", "reject_with_status"));
    if (config.getHeaderName().isEmpty()) {
      throw at.at("header_name").refused("is missing");
    }
    int status = config.hasRejectWithStatus() ? config.getRejectWithStatus().getCodeValue() : 0;
    boolean error = status >= FIRST_ERROR && status <= LAST_ERROR;
    return new Detection.CustomHeader(
        config.getHeaderName().toLowerCase(Locale.ROOT),
        config.getAllowExtensionToSetAddressAsTrusted(),
        config.hasRejectWithStatus() && !error ? FORBIDDEN : status);
  }

  private static RequestIdPlan requestId(HttpConnectionManager manager, Place place) {
    UuidRequestIdConfig uuid = uuid(manager, place);
    return new RequestIdPlan(
        !manager.hasGenerateRequestId() || manager.getGenerateRequestId().getValue(),
        manager.getPreserveExternalRequestId(),
        manager.getAlwaysSetRequestIdInResponse(),
        !uuid.hasPackTraceReason() || uuid.getPackTraceReason().getValue(),
        !uuid.hasUseRequestIdForTraceSampling()
            || uuid.getUseRequestIdForTraceSampling().getValue());
  }

  private static UuidRequestIdConfig uuid(HttpConnectionManager manager, Place place) {
    if (!manager.getRequestIdExtension().hasTypedConfig()) {
      return UuidRequestIdConfig.getDefaultInstance();
    }
    Any config = manager.getRequestIdExtension().getTypedConfig();
    Place at = place.at("typed_config");
    if (!config.is(UuidRequestIdConfig.class)) {
      throw at.refused(config.getTypeUrl() + " is not carried out; use UuidRequestIdConfig");
    }
    UuidRequestIdConfig uuid = at.unpack(config, UuidRequestIdConfig.class);
    at.onlyKnows(uuid, Set.of("pack_trace_reason", "use_request_id_for_trace_sampling"));
    return uuid;
  }
}
