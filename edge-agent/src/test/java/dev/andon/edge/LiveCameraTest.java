package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.camera.H264Clock;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttPort;
import dev.andon.fixtures.FrameClock;
import dev.andon.fixtures.RtspCamera;
import dev.andon.fixtures.RtspCamera.Habits;
import dev.andon.fixtures.RtspCamera.Habits.After;
import dev.andon.fixtures.RtspCamera.Manner;
import dev.andon.wire.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cameras that show a clock, over real RTSP: what is judged is what happens. */
@Timeout(120)
class LiveCameraTest {
  private static final StationId STATION = new StationId("bologna", "line-1", "live");

  /** What a machine that has other things to do may add, ms; a frame takes 40. */
  private static final long LOADED = 160;

  private @TempDir Path folder;

  /** A frame's number, and how old its picture was when it was handed out and when it was made. */
  private record Seen(int number, long ageMillis, long stampMillis, String partId) {}

  private static Seen seen(RtspCamera camera, Capture capture) {
    assertThat(capture).isInstanceOf(Capture.Captured.class);
    long now = System.nanoTime();
    try (Frame frame = ((Capture.Captured) capture).frame()) {
      int number = FrameClock.read(frame.picture());
      long made = camera.shownAt(number);
      return new Seen(
          number,
          (now - made) / 1_000_000,
          (frame.monotonicNanos() - made) / 1_000_000,
          frame.partId());
    }
  }

  @Test
  void what_is_judged_happened_just_now_however_slow_the_takt() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY);
        FrameSource source =
            CameraFeed.rtsp(camera.address(), "takt: 200ms, timeout: 5s").open(Optional.empty())) {
      List<Seen> seen = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        seen.add(seen(camera, source.next()));
      }
      assertThat(seen)
          .extracting(Seen::ageMillis)
          .allMatch(age -> age < 240 + LOADED, "below a takt and a frame");
      assertThat(seen).extracting(Seen::number).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void a_model_slower_than_the_camera_sees_the_newest_picture_stamped_when_it_came()
      throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY);
        FrameSource source =
            CameraFeed.rtsp(camera.address(), "timeout: 5s").open(Optional.empty())) {
      List<Seen> seen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        seen.add(seen(camera, source.next()));
        TimeUnit.MILLISECONDS.sleep(330);
      }
      assertThat(seen)
          .extracting(Seen::ageMillis)
          .allMatch(age -> age < 80 + LOADED, "below two frames");
      assertThat(seen)
          .extracting(Seen::stampMillis)
          .allMatch(age -> age < 40 + LOADED, "below a frame");
    }
  }

  @Test
  void over_twenty_reconnects_no_part_id_comes_twice() throws Exception {
    List<String> ids = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY.with(2, After.HANGS_UP))) {
      Feed feed = CameraFeed.rtsp(camera.address(), "timeout: 5s");
      for (int connection = 0; connection < 21; connection++) {
        try (FrameSource source = feed.open(Optional.empty())) {
          for (Capture next = source.next();
              next instanceof Capture.Captured(Frame frame);
              next = source.next()) {
            ids.add(frame.partId());
            positions.add(frame.cursor().position());
            frame.close();
          }
        }
      }
      assertThat(camera.plays()).isGreaterThanOrEqualTo(21);
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(21).doesNotHaveDuplicates();
    assertThat(positions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void after_a_reconnect_a_doubtful_part_is_new_and_asked_about() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY.with(2, After.HANGS_UP));
        EdgeAgent agent = agent(CameraFeed.rtsp(camera.address(), "timeout: 5s"))) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> camera.plays() >= 3 && frames(agent) >= 4);
      assertThat(agent.state().counters().of(Name.SUPPRESSED)).isZero();
      assertThat(agent.state().counters().of(Name.ESCALATED)).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void a_station_without_a_picture_is_not_ready_and_says_why_until_one_comes() throws Exception {
    try (RtspCamera silent = RtspCamera.start(Habits.STEADY.with(Manner.REPORTS));
        EdgeAgent agent = agent(CameraFeed.rtsp(silent.address(), "timeout: 500ms"))) {
      assertThat(agent.state().source().notReady()).contains("no picture yet");
      await()
          .untilAsserted(
              () ->
                  assertThat(agent.state().source().notReady().orElseThrow())
                      .endsWith("/hall/line4: no picture for 0.5 s"));
    }
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY);
        EdgeAgent agent = agent(CameraFeed.rtsp(camera.address(), "takt: 200ms, timeout: 5s"))) {
      await().until(() -> agent.state().source().notReady().isEmpty());
      await().until(() -> agent.state().source().dropped() > 4);
    }
  }

  @Test
  void a_video_without_an_index_is_counted_and_the_station_has_drained() throws Exception {
    Path video = Files.writeString(folder.resolve("never-finished.mp4"), "no index");
    try (EdgeAgent agent =
        agent(CameraFeed.of("{kind: video, path: " + video + ", variant: flange, view: top}"))) {
      await().until(agent::drained);
      assertThat(agent.state().counters().of(Name.SKIPPED)).isEqualTo(1);
    }
  }

  @Test
  void an_h264_camera_that_is_described_by_its_key_frames_alone_shows_its_newest_picture()
      throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY, new H264Clock())) {
      Feed feed = CameraFeed.rtsp(camera.address(), "takt: 100ms, timeout: 5s");
      for (int connection = 0; connection < 3; connection++) {
        try (FrameSource source = feed.open(Optional.empty())) {
          for (int i = 0; i < 5; i++) {
            assertThat(seen(camera, source.next()).ageMillis()).isLessThan(140 + LOADED);
          }
        }
      }
    }
  }

  @Test
  void datagrams_show_the_newest_picture_too() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY);
        FrameSource source =
            CameraFeed.rtsp(camera.address(), "transport: udp, takt: 100ms, timeout: 5s")
                .open(Optional.empty())) {
      for (int i = 0; i < 5; i++) {
        assertThat(seen(camera, source.next()).ageMillis()).isLessThan(140 + LOADED);
      }
    }
  }

  private EdgeAgent agent(Feed feed) {
    StationPlatform real = StationPlatform.real(List.of(), AgentObserver.NONE);
    MqttPort nobody =
        (endpoint, will, events) -> {
          throw new java.io.IOException("nobody there");
        };
    return EdgeAgent.start(
        AgentSettings.of(
                STATION,
                "tcp://127.0.0.1:1",
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withUplink(Stations.BRISK),
        feed,
        Stations.doubting(1),
        new StationPlatform(
            real.wall(),
            real.nanos(),
            real.random(),
            nobody,
            real.outputs(),
            real.meters(),
            real.observer()));
  }

  private static long frames(EdgeAgent agent) {
    return agent.state().counters().of(Name.FRAMES);
  }

  @Test
  @Timeout(20)
  void a_camera_that_sends_reports_and_no_pictures_is_lost_after_its_timeout_and_stops_nobody()
      throws Exception {
    try (RtspCamera silent = RtspCamera.start(Habits.STEADY.with(Manner.REPORTS));
        RtspCamera other = RtspCamera.start(Habits.STEADY)) {
      Feed hanging = CameraFeed.rtsp(silent.address(), "timeout: 500ms");
      Feed healthy = CameraFeed.rtsp(other.address(), "timeout: 5s");
      for (int again = 0; again < 2; again++) {
        try (Asked lost = Asked.of(hanging);
            FrameSource source = healthy.open(Optional.empty())) {
          seen(other, source.next());
          assertThat(lost.outcome()).isInstanceOf(Capture.Ended.class);
          assertThat(((Capture.Ended) lost.outcome()).failed()).isTrue();
          assertThat(lost.took()).isLessThan(Duration.ofMillis(1_400));
        }
      }
    }
  }

  @Test
  @Timeout(20)
  void a_camera_that_takes_the_connection_and_says_nothing_is_lost_after_its_timeout()
      throws Exception {
    lostWithin(Duration.ofMillis(1_400), Habits.STEADY.with(Manner.MUTE), 0);
  }

  @Test
  @Timeout(20)
  void a_camera_that_falls_silent_while_its_reports_go_on_is_lost_after_its_timeout()
      throws Exception {
    lostWithin(Duration.ofMillis(1_400), Habits.STEADY.with(5, After.REPORTS_ON), 1);
  }

  private static void lostWithin(Duration most, Habits habits, int atLeast) throws Exception {
    try (RtspCamera camera = RtspCamera.start(habits);
        FrameSource source =
            CameraFeed.rtsp(camera.address(), "timeout: 500ms").open(Optional.empty())) {
      int frames = 0;
      Instant last = Instant.now();
      Capture next = source.next();
      while (next instanceof Capture.Captured(Frame frame)) {
        frame.close();
        frames++;
        last = Instant.now();
        next = source.next();
      }
      assertThat(frames).isGreaterThanOrEqualTo(atLeast);
      assertThat(Duration.between(last, Instant.now())).isLessThan(most);
      assertThat(next)
          .isInstanceOfSatisfying(Capture.Ended.class, end -> assertThat(end.failed()).isTrue());
    }
  }

  @Test
  @Timeout(20)
  void closing_ends_a_hang_within_two_seconds() throws Exception {
    for (Manner manner : List.of(Manner.REPORTS, Manner.MUTE)) {
      try (RtspCamera camera = RtspCamera.start(Habits.STEADY.with(manner));
          Asked asked = Asked.of(CameraFeed.rtsp(camera.address(), "timeout: 60s"))) {
        await().until(() -> manner == Manner.MUTE || camera.plays() == 1);
        Instant begun = Instant.now();
        asked.closeSource();
        assertThat(asked.outcome()).isInstanceOf(Capture.Ended.class);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(2));
      }
    }
  }

  @Test
  void a_camera_with_a_login_is_watched_by_digest_and_refuses_others() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY.withLogin("admin:hunter2"))) {
      try (FrameSource source =
          CameraFeed.rtsp(camera.address("admin:hunter2"), "timeout: 5s").open(Optional.empty())) {
        seen(camera, source.next());
      }
      try (FrameSource source =
          CameraFeed.rtsp(camera.address("admin:sesame"), "timeout: 5s").open(Optional.empty())) {
        assertThat(source.next())
            .isInstanceOfSatisfying(
                Capture.Ended.class,
                end -> assertThat(end.reason()).contains("401").doesNotContain("sesame", "admin"));
      }
    }
  }

  @Test
  void signs_with_a_meaning_are_escaped_in_a_password() throws Exception {
    try (RtspCamera camera = RtspCamera.start(Habits.STEADY.withLogin("admin:p/w@r?d#"));
        FrameSource source =
            CameraFeed.rtsp(camera.address("admin:p%2Fw%40r%3Fd%23"), "timeout: 5s")
                .open(Optional.empty())) {
      seen(camera, source.next());
    }
  }

  /** A source whose next frame is waited for on a thread of its own, from its opening on. */
  private static final class Asked implements AutoCloseable {
    private final Feed feed;
    private final Thread thread;
    private volatile Optional<FrameSource> source = Optional.empty();
    private volatile Optional<Capture> outcome = Optional.empty();
    private volatile Duration took = Duration.ZERO;

    private Asked(Feed feed) {
      this.feed = feed;
      this.thread = Thread.ofPlatform().daemon().start(this::ask);
    }

    static Asked of(Feed feed) {
      return new Asked(feed);
    }

    private void ask() {
      Instant begun = Instant.now();
      try {
        FrameSource opened = feed.open(Optional.empty());
        source = Optional.of(opened);
        outcome = Optional.of(opened.next());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      took = Duration.between(begun, Instant.now());
    }

    void closeSource() {
      await().until(() -> source.isPresent());
      source.orElseThrow().close();
    }

    Capture outcome() throws InterruptedException {
      thread.join();
      return outcome.orElseThrow();
    }

    Duration took() {
      return took;
    }

    @Override
    public void close() {
      source.ifPresent(FrameSource::close);
    }
  }
}
