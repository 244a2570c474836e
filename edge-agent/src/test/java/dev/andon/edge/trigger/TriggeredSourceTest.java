package dev.andon.edge.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.trigger.PartReceiver.Answer;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.Publication;
import dev.andon.vision.Picture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The frame that belongs to an announced part. */
final class TriggeredSourceTest {
  private static final long MS = 1_000_000;

  private final List<Frame> passing = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final TriggerQueue triggers = new TriggerQueue(now::get);
  private final TriggerMeters meters = new TriggerMeters();

  /** A camera of ten frames a second, stamped by the test's clock. */
  private final FrameSource camera =
      new FrameSource() {
        private long number;

        @Override
        public Capture next() {
          now.addAndGet(100 * MS);
          return new Capture.Captured(
              new Frame(
                  Picture.of(1, 1, new byte[3]),
                  Frame.PixelFormat.BGR8,
                  Instant.EPOCH,
                  now.get(),
                  number,
                  "cam-" + number,
                  "flange",
                  "top",
                  new Cursor("cam", number++)));
        }

        @Override
        public void close() {}
      };

  private TriggeredSource source(long offsetMs, long waitMs) {
    return new TriggeredSource(
        camera,
        triggers,
        new TriggeredSource.Timing(Duration.ofMillis(offsetMs), Duration.ofMillis(waitMs)),
        meters,
        passing::add);
  }

  private static PartAnnouncement part(String id) {
    return new PartAnnouncement(id, Optional.empty(), Optional.empty());
  }

  private Answer announce(PartAnnouncement part) {
    return triggers.take(part, new byte[0]);
  }

  private static Frame frame(Capture capture) {
    Frame frame = ((Capture.Captured) capture).frame();
    frame.close();
    return frame;
  }

  @Test
  void the_first_frame_after_the_trigger_is_the_parts() throws Exception {
    try (TriggeredSource source = source(0, 1_000)) {
      now.set(50 * MS);
      announce(new PartAnnouncement("4711", Optional.of("bracket"), Optional.of("left")));
      Frame frame = frame(source.next());
      assertThat(frame.partId()).isEqualTo("4711");
      assertThat(frame.variant()).isEqualTo("bracket");
      assertThat(frame.view()).isEqualTo("left");
      assertThat(frame.monotonicNanos()).isEqualTo(150 * MS);
      assertThat(frame.cursor()).isEqualTo(new Cursor("cam", 0));
    }
  }

  @Test
  void a_part_that_needs_time_to_arrive_gets_the_frame_of_its_arrival() throws Exception {
    try (TriggeredSource source = source(350, 1_000)) {
      announce(part("4711"));
      assertThat(frame(source.next()).monotonicNanos()).isEqualTo(400 * MS);
      assertThat(meters.framesWithoutTrigger()).isEqualTo(3);
      assertThat(passing).as("others may look at them").hasSize(3);
    }
  }

  @Test
  void parts_that_come_close_behind_each_other_get_a_frame_each_in_order() throws Exception {
    try (TriggeredSource source = source(0, 1_000)) {
      announce(part("a"));
      announce(part("b"));
      announce(part("c"));
      assertThat(
              List.of(
                  frame(source.next()).partId(),
                  frame(source.next()).partId(),
                  frame(source.next()).partId()))
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void a_trigger_without_a_frame_in_time_is_counted_and_told_and_the_next_part_goes_on()
      throws Exception {
    try (TriggeredSource source = source(0, 200)) {
      announce(part("lost"));
      now.addAndGet(5_000 * MS);
      announce(part("next"));
      assertThat(source.next())
          .isInstanceOfSatisfying(
              Capture.Skipped.class,
              skipped -> assertThat(skipped.reason()).contains("part lost").contains("200 ms"));
      assertThat(frame(source.next()).partId()).isEqualTo("next");
      assertThat(meters.triggersWithoutFrame()).isEqualTo(1);
    }
  }

  @Test
  void a_part_is_announced_once_for_each_view() {
    assertThat(announce(part("1"))).isInstanceOf(Answer.Taken.class);
    assertThat(announce(part("1"))).isInstanceOf(Answer.Known.class);
    assertThat(announce(new PartAnnouncement("1", Optional.empty(), Optional.of("left"))))
        .isInstanceOf(Answer.Taken.class);
    assertThat(triggers.take(part("2"), new byte[9])).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void no_more_triggers_wait_than_a_line_can_have() {
    for (int i = 0; i < 64; i++) {
      assertThat(announce(part("p" + i))).isInstanceOf(Answer.Taken.class);
    }
    assertThat(announce(part("one more"))).isInstanceOf(Answer.Busy.class);
  }

  @Test
  void triggers_come_over_mqtt_as_json_or_as_the_id_alone() throws Exception {
    List<PartAnnouncement> heard = new CopyOnWriteArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback();
        MqttTriggers listening =
            MqttTriggers.start(
                new PahoPort(),
                MqttEndpoint.of(broker.uri(), "station-trigger"),
                "cell/4/part",
                (part, body) -> {
                  heard.add(part);
                  return new Answer.Taken("");
                })) {
      assertThat(listening).isNotNull();
      await()
          .until(
              () -> {
                say(broker, "4711");
                return !heard.isEmpty();
              });
      say(broker, "{\"part\": \"4712\", \"variant\": \"bracket\", \"view\": \"left\"}");
      say(broker, "{\"part\": ");
      say(broker, "{\"variant\": \"bracket\"}");
      say(broker, "4713");
      await().until(() -> heard.contains(part("4713")));
      assertThat(heard)
          .contains(
              part("4711"),
              new PartAnnouncement("4712", Optional.of("bracket"), Optional.of("left")));
      assertThat(heard).extracting(PartAnnouncement::partId).containsOnly("4711", "4712", "4713");
    }
  }

  private static void say(EmbeddedBroker broker, String text) throws Exception {
    MqttPort.LinkEvents deaf =
        new MqttPort.LinkEvents() {
          @Override
          public void arrived(String topic, byte[] payload) {}

          @Override
          public void published(Object token, MqttPort.PublishOutcome outcome) {}

          @Override
          public void lost(String reason) {}
        };
    Publication will = new Publication("will", new byte[0], "text/plain", Optional.empty(), false);
    try (MqttPort.MqttLink plc =
        new PahoPort().connect(MqttEndpoint.of(broker.uri(), "plc"), will, deaf)) {
      plc.publish(
          new Publication(
              "cell/4/part",
              text.getBytes(StandardCharsets.UTF_8),
              "text/plain",
              Optional.empty(),
              false),
          text);
      plc.subscribe("nothing");
    }
  }

  @Test
  void a_door_that_anybody_on_the_network_could_use_is_refused() {
    assertThatThrownBy(
            () -> new PartDoor.Settings("0.0.0.0", 8_091, Optional.empty(), false, 1_000))
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("token");
    assertThatThrownBy(
            () -> new TriggeredSource.Timing(Duration.ofMillis(-1), Duration.ofSeconds(1)))
        .hasMessageContaining("trigger.offset");
  }
}
