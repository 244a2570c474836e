package dev.andon.hub.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.ingest.LinkUnderTest;
import dev.andon.wire.Receipt;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConfigTest {
  private static MqttConfig config(String yaml) {
    return LinkUnderTest.config(Path.of("/plant"), yaml);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "mosquitto.plant.internal", "127.0.0.1.evil.example", "::2"})
  void a_password_over_plain_tcp_to_another_machine_is_refused(String host) {
    assertThatThrownBy(() -> config("{host: '" + host + "', username: hub, password: s}"))
        .hasMessageContaining(host)
        .hasMessageContaining("mqtt.tls: true")
        .hasMessageContaining("mqtt.plain_password: true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{host: 127.0.0.1, username: hub, password: s}",
        "{host: localhost, username: hub, password: s}",
        "{host: '::1', username: hub, password: s}",
        "{host: 10.0.0.5, tls: true, username: hub, password: s}",
        "{host: 10.0.0.5, ca_file: ca.pem, username: hub, password: s}",
        "{host: 10.0.0.5, username: hub, password: s, plain_password: true}",
        "{host: 10.0.0.5}"
      })
  void on_this_machine_with_tls_or_where_it_is_said_it_is_taken(String yaml) {
    assertThat(config(yaml).portNumber()).isIn(1883, 8883);
  }

  @Test
  void an_embedded_broker_with_passwords_that_others_reach_needs_tls_as_well() {
    assertThatThrownBy(() -> config("{embedded: true, host: 0.0.0.0, users: {line-1.st-1: s}}"))
        .hasMessageContaining("0.0.0.0");
    assertThatThrownBy(() -> config("{embedded: true, tls: true}"))
        .hasMessageContaining("cert_file");
    assertThatThrownBy(() -> config("{users: {line-1.st-1: s}}"))
        .hasMessageContaining("broker-config");
  }

  @Test
  void certificate_and_key_belong_together_and_lie_beside_the_configuration() {
    assertThatThrownBy(() -> config("{cert_file: hub.pem}")).hasMessageContaining("key_file");
    MqttConfig both = config("{cert_file: hub.pem, key_file: hub.key}");
    assertThat(both.usesTls()).isTrue();
    assertThat(both.certFile()).contains(Path.of("/plant/hub.pem"));
  }

  @Test
  void a_station_whose_message_has_no_room_is_told_to_come_again() {
    UUID id = new UUID(1, 2);
    Overflow.Answer answer =
        new Overflow().answer("andon/v1/p/line-1/st-1/up/frame", Optional.of(id)).orElseThrow();
    assertThat(answer.topic()).isEqualTo("andon/v1/p/line-1/st-1/down/receipt");
    assertThat(new WireCodec().decode(answer.payload()))
        .isInstanceOfSatisfying(
            WireCodec.Accepted.class,
            accepted ->
                assertThat(accepted.message())
                    .isInstanceOfSatisfying(
                        Receipt.class,
                        receipt -> {
                          assertThat(receipt.escalationId()).isEqualTo(id);
                          assertThat(receipt.outcome()).isInstanceOf(Receipt.Deferred.class);
                        }));
    assertThat(new Overflow().answer("andon/v1/p/line-1/st-1/up/health", Optional.of(id)))
        .isEmpty();
    assertThat(new Overflow().answer("andon/v1/p/line-1/st-1/up/frame", Optional.empty()))
        .isEmpty();
  }
}
