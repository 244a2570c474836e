package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.Secret;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.MqttOutput;
import dev.andon.edge.actuation.WebhookOutput;
import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.fixtures.RtspCamera;
import dev.andon.fixtures.RtspCamera.Habits;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No password of a camera, broker or webhook is in a name, a part id, a place or a message. */
@Timeout(60)
class CameraNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://admin:hunter2@127.0.0.1:1/line4",
        "rtsp://admin:x@hunter2@127.0.0.1:1/line4",
        "rtsp://admin:p@hunter2/w0rd@127.0.0.1:1/line4",
        "rtsp://127.0.0.1:1/user=admin&password=hunter2&channel=1.sdp",
        "rtsp://127.0.0.1:1/line4?user=admin&password=hunter2",
        "rtsp://127.0.0.1:1/line4?password=p@hunter2",
        "rtsp://127.0.0.1:1/a/user%3Dadmin%26password%3Dhunter2",
      })
  void the_name_of_a_camera_and_why_it_is_lost_hold_no_password(String address) throws Exception {
    Feed feed = CameraFeed.rtsp(address, "timeout: 1s");
    assertThat(feed.name()).startsWith("rtsp://").doesNotContain("hunter2", "admin", "w0rd");
    try (FrameSource source = feed.open(Optional.empty())) {
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Ended.class,
              end -> assertThat(end.reason()).doesNotContain("hunter2", "admin", "w0rd"));
    }
  }

  @Test
  void what_a_camera_shows_is_named_and_placed_without_its_password() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY.withLogin("admin:x@hunter2"))) {
      String address =
          camera.address("admin:x@hunter2") + "/user=admin&password=hunter2&channel=1.sdp";
      try (FrameSource source = CameraFeed.rtsp(address, "timeout: 5s").open(Optional.empty())) {
        Capture next = source.next();
        assertThat(next).isInstanceOf(Capture.Captured.class);
        try (Frame frame = ((Capture.Captured) next).frame()) {
          assertThat(frame.toString()).doesNotContain("hunter2", "admin");
          assertThat(frame.partId() + frame.cursor()).doesNotContain("hunter2", "admin");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mqtt://u:hunter2@broker:1883", "tcp://u:hunter2@broker", "hunter2@broker:1883"})
  void a_broker_address_that_is_refused_is_not_repeated(String uri) {
    assertThatThrownBy(() -> MqttEndpoint.of(uri, "st-04"))
        .hasMessageContaining("tcp://host:port")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_line_output_is_named_without_the_login_of_its_broker() {
    MqttEndpoint endpoint = MqttEndpoint.of("tcp://u:hunter2@127.0.0.1:1", "st-04");
    assertThat(endpoint.toString()).doesNotContain("hunter2");
    try (LineOutput output =
        new MqttOutput(new PahoPort(), endpoint, "cell-4/andon", Duration.ofSeconds(1))) {
      assertThat(output.name()).isEqualTo("mqtt tcp://127.0.0.1:1 cell-4/andon");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://u:hunter2@mes/x", "http:/u:hunter2@x", "https:///hook?key=hunter2"})
  void a_webhook_address_that_is_refused_is_not_repeated(String url) {
    assertThatThrownBy(
            () ->
                new WebhookOutput(
                    URI.create(url), Optional.of(new Secret("t")), Duration.ofSeconds(1)))
        .hasMessageContaining("webhook url must be http(s)://host")
        .hasMessageNotContaining("hunter2");
  }
}
