package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.broker.EmbeddedBroker;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stations that were given one name. */
class ContestedIdTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "st-04");
  private static final HubKeys HUB = HubKeys.of(FakeHub.key(STATION));

  @TempDir Path folder;

  private EdgeAgent start(String uri, String outbox, StationPlatform around) {
    return EdgeAgent.start(
        AgentSettings.of(STATION, uri, folder.resolve(outbox), HUB).withUplink(Stations.BRISK),
        Stations.frames(1, 5),
        Stations.doubting(2),
        around);
  }

  private void both_say_it_and_slow_down(String uri) {
    StationPlatform one = StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE);
    StationPlatform other = StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE);
    try (EdgeAgent first = start(uri, "a.db", one);
        EdgeAgent second = start(uri, "b.db", other)) {
      await().until(() -> contested(first) || contested(second));
      EdgeAgent sufferer = contested(first) ? first : second;
      assertThat(sufferer.state().linkTrouble().orElseThrow())
          .contains("bologna", "second station", "Stop one of them");
      assertThat(takeovers(one) + takeovers(other)).isPositive();
      assertThat(disconnects(one) + disconnects(other)).isBetween(2.0, 8.0);
    }
  }

  private static boolean contested(EdgeAgent agent) {
    return agent.state().linkTrouble().filter(t -> t.contains("second station")).isPresent();
  }

  private static double takeovers(StationPlatform around) {
    return around.meters().counter("andon.edge.mqtt.disconnects", "cause", "taken_over").count();
  }

  private static double disconnects(StationPlatform around) {
    return takeovers(around)
        + around.meters().counter("andon.edge.mqtt.disconnects", "cause", "lost").count();
  }

  @Test
  void at_the_embedded_broker_both_say_it_and_slow_down() {
    try (EmbeddedBroker broker = EmbeddedBroker.startOnLoopback()) {
      both_say_it_and_slow_down(broker.uri());
    }
  }

  @Test
  @Tag("mosquitto")
  void at_mosquitto_both_say_it_and_slow_down() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder)) {
      both_say_it_and_slow_down(broker.uri());
    }
  }

  @Test
  void a_goodbye_in_short_form_is_read_and_slows_the_station_down() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(ScriptedBroker.TAKEN_OVER_IN_SHORT)) {
      says_it_and_slows_down(broker, 2);
    }
  }

  @Test
  void a_broker_that_ends_one_connection_after_the_other_without_a_word_is_suspected_of_it()
      throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(ScriptedBroker.NOTHING)) {
      says_it_and_slows_down(broker, 3);
    }
  }

  private void says_it_and_slows_down(ScriptedBroker broker, int after) {
    StationPlatform around = StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE);
    try (EdgeAgent agent = start(broker.uri(), "a.db", around)) {
      await().until(() -> contested(agent));
      assertThat(agent.state().linkTrouble().orElseThrow())
          .contains("bologna", "second station", "Stop one of them");
      assertThat(takeovers(around)).isPositive();
      await().during(Duration.ofSeconds(2)).until(() -> broker.logins() == after);
    }
  }

  @Test
  void a_broker_that_stops_in_short_form_is_no_second_station() throws Exception {
    StationPlatform around = StationPlatform.real(List.of(new LogOutput()), AgentObserver.NONE);
    try (ScriptedBroker broker = new ScriptedBroker(ScriptedBroker.STOPPING_IN_SHORT);
        EdgeAgent agent = start(broker.uri(), "a.db", around)) {
      await().until(() -> broker.logins() > 4);
      // Between two attempts; while the broker has the station there is no trouble to tell.
      await()
          .until(
              () ->
                  agent
                      .state()
                      .linkTrouble()
                      .filter(why -> why.contains("is shutting down"))
                      .isPresent());
      assertThat(takeovers(around)).isZero();
    }
  }
}
