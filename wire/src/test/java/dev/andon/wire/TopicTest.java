package dev.andon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");

  @Test
  void a_topic_reads_back_as_it_was_written() {
    for (Topic.UpChannel channel : Topic.UpChannel.values()) {
      Topic topic = new Topic.Up(STATION, channel);
      assertThat(Topic.parse(topic.text())).contains(topic);
    }
    for (Topic.DownChannel channel : Topic.DownChannel.values()) {
      Topic topic = new Topic.Down(STATION, channel);
      assertThat(Topic.parse(topic.text())).contains(topic);
    }
    assertThat(Topic.parse("andon/v1/bologna/line-1/st-04/state"))
        .contains(new Topic.State(STATION));
  }

  @Test
  void the_lane_is_in_the_topic() {
    assertThat(Topic.frames(STATION, Lane.LIVE).text())
        .isEqualTo("andon/v1/bologna/line-1/st-04/up/frame");
    assertThat(Topic.frames(STATION, Lane.REPLAY).text())
        .isEqualTo("andon/v1/bologna/line-1/st-04/up/replay");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "andon",
        "andon/v2/p/l/s/up/frame",
        "andon/v1/p/l/s/up/FRAME",
        "andon/v1/p/l/s/up",
        "andon/v1/p/l/s/up/frame/more",
        "andon/v1/p/l/s/state/x",
        "andon/v1/p/+/s/up/frame",
        "andon/v1//l/s/up/frame",
        "other/v1/p/l/s/up/frame"
      })
  void anything_else_is_no_topic_of_ours(String text) {
    assertThat(Topic.parse(text)).isEmpty();
  }

  @Test
  void a_station_id_cannot_leave_its_place_in_the_topic() {
    assertThatThrownBy(() -> StationId.parse("bologna/line-1/#"))
        .hasMessage(
            "station must be 1-64 letters, digits, dots, dashes or underscores, but is '#'");
    assertThatThrownBy(() -> StationId.parse("bologna/line-1"))
        .hasMessageContaining("plant/line/station");
  }
}
