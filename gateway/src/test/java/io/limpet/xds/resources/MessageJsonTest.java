package io.limpet.xds.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.admin.v3.ConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.xds.resources.MessageJson.Names;
import org.junit.jupiter.api.Test;

class MessageJsonTest {
  private static final Any FOREIGN =
      Any.newBuilder()
          .setTypeUrl("type.googleapis.com/stats.PluginConfig")
          .setValue(ByteString.copyFromUtf8("abc"))
          .build();

  @Test
  void namesAreEnvoysOrIstioctls() {
    Listener listener = listener(Any.pack(StatefulSession.getDefaultInstance()));
    assertThat(MessageJson.print(listener, Names.PROTO))
        .contains("\"stat_prefix\": \"s\"", "stateful_session.v3.StatefulSession");
    assertThat(MessageJson.print(listener, Names.CAMEL)).contains("\"statPrefix\": \"s\"");
  }

  @Test
  void aTypeThatNobodyKnowsIsPrintedAsItsBytesAtAnyDepth() throws Exception {
    ConfigDump dump =
        ConfigDump.newBuilder()
            .addConfigs(
                Any.pack(
                    ListenersConfigDump.newBuilder()
                        .addStaticListeners(
                            ListenersConfigDump.StaticListener.newBuilder()
                                .setListener(Any.pack(listener(FOREIGN))))
                        .build()))
            .build();
    String json = MessageJson.print(dump, Names.PROTO);
    assertThat(json)
        .contains("type.googleapis.com/stats.PluginConfig", "\"value\": \"YWJj\"")
        .contains("\"stat_prefix\": \"s\"");
  }

  @Test
  void whatIsPrintedCanBeReadAgain() throws Exception {
    Listener listener = listener(Any.pack(StatefulSession.getDefaultInstance()));
    for (Names names : Names.values()) {
      Listener.Builder read = Listener.newBuilder();
      MessageJson.read(MessageJson.print(listener, names), read);
      assertThat(read.build()).isEqualTo(listener);
    }
  }

  private static Listener listener(Any filter) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("s")
            .addHttpFilters(HttpFilter.newBuilder().setName("f").setTypedConfig(filter))
            .build();
    return Listener.newBuilder()
        .setName("l")
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(Filter.newBuilder().setName("hcm").setTypedConfig(Any.pack(manager))))
        .build();
  }
}
