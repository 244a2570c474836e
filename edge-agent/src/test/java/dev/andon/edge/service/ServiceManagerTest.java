package dev.andon.edge.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceManagerTest {
  private static final long PID = 4_711;

  @TempDir private Path folder;

  private static ServiceManager told(Map<String, String> environment) {
    return ServiceManager.of(environment, PID).orElseThrow();
  }

  @Test
  void systemd_hears_each_word_as_a_datagram_of_its_own() throws Throwable {
    String address = folder.resolve("notify").toString();
    try (ListeningSocket systemd = new ListeningSocket(address)) {
      ServiceManager manager = told(Map.of("NOTIFY_SOCKET", address));
      manager.ready();
      manager.status("judging, hub connected\nREADY=0");
      manager.moves();
      manager.stopping();
      assertThat(systemd.heard())
          .containsExactly(
              "READY=1", "STATUS=judging, hub connected READY=0", "WATCHDOG=1", "STOPPING=1");
    }
  }

  @Test
  void a_name_of_the_abstract_namespace_is_one_too() throws Throwable {
    String address = "@andon-test-" + ProcessHandle.current().pid();
    try (ListeningSocket systemd = new ListeningSocket(address)) {
      told(Map.of("NOTIFY_SOCKET", address)).ready();
      assertThat(systemd.heard()).containsExactly("READY=1");
    }
  }

  @Test
  void without_a_socket_nobody_is_told_and_a_wrong_one_stops_nothing() {
    assertThat(ServiceManager.of(Map.of(), PID)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", ""), PID)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "relative"), PID)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)), PID)).isEmpty();
    told(Map.of("NOTIFY_SOCKET", folder.resolve("nobody-listens").toString())).ready();
  }

  @Test
  void the_watchdogs_time_counts_only_for_the_process_it_is_meant_for() {
    Map<String, String> ours =
        Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "4711");
    Map<String, String> others =
        Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1");
    Map<String, String> wrong = Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "soon");
    assertThat(told(ours).watchdog()).contains(Duration.ofSeconds(30));
    assertThat(told(others).watchdog()).isEqualTo(Optional.empty());
    assertThat(told(wrong).watchdog()).isEqualTo(Optional.empty());
  }

  @Test
  void a_station_shows_that_it_moves_three_times_within_its_time_and_not_while_a_loop_hangs()
      throws Throwable {
    String address = folder.resolve("notify").toString();
    AtomicLong now = new AtomicLong(-7);
    try (ListeningSocket systemd = new ListeningSocket(address)) {
      ServiceDuty duty =
          new ServiceDuty(
              told(Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "3000000")), now::get);
      for (int second = 0; second < 3; second++) {
        duty.look(List.of(), () -> "judging");
        duty.look(List.of(), () -> "judging");
        now.addAndGet(Duration.ofSeconds(1).toNanos());
      }
      assertThat(systemd.heard())
          .containsExactly("WATCHDOG=1", "STATUS=judging", "WATCHDOG=1", "WATCHDOG=1");

      duty.look(List.of("capture"), () -> "judging");
      now.addAndGet(Duration.ofSeconds(9).toNanos());
      duty.look(List.of("capture"), () -> "judging");
      assertThat(systemd.heard()).containsExactly("STATUS=capture hangs");

      duty.look(List.of(), () -> "judging");
      assertThat(systemd.heard()).contains("WATCHDOG=1");
    }
  }

  @Test
  void a_loop_that_has_not_come_by_for_longer_than_it_may_hangs_until_it_does() {
    AtomicLong now = new AtomicLong(-5);
    Heartbeat heartbeat = new Heartbeat(now::get);
    Heartbeat.Pulse capture = heartbeat.of("capture", Duration.ofSeconds(40));
    Heartbeat.Pulse outbox = heartbeat.of("outbox", Duration.ofSeconds(10));

    now.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(heartbeat.hanging()).containsExactly("outbox");
    outbox.beat();
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(heartbeat.hanging()).containsExactly("capture", "outbox");
    capture.beat();
    outbox.beat();
    assertThat(heartbeat.hanging()).isEmpty();
  }
}
