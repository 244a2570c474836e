package dev.andon.edge.capture.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.Shutter;
import dev.andon.edge.capture.camera.PictureReader.Reading;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LiveSourceTest {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final AtomicLong nanos = new AtomicLong(1_000);
  private final LiveSession session =
      LiveSession.begin("rtsp://cam/hall/line4", new SecureRandom());
  private final Script script = new Script();

  /** A camera that gives what the test says, when it says so. */
  private static final class Script implements PictureReader {
    private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Reading read() {
      try {
        return readings.take();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }

    @Override
    public void close() {
      closed.countDown();
      readings.add(new Reading.Over("closed", false));
    }
  }

  private LiveSource start(PictureReader reader) {
    return LiveSource.start(
        reader,
        session,
        new Shutter(session.labelling("flange", "top"), () -> Instant.EPOCH, nanos::get),
        SILENCE);
  }

  private static Reading shown(Picture picture) {
    return new Reading.Shown(picture, Frame.PixelFormat.BGR8);
  }

  private static Frame frame(Capture capture) {
    assertThat(capture).isInstanceOf(Capture.Captured.class);
    return ((Capture.Captured) capture).frame();
  }

  @Test
  void the_newest_of_many_is_handed_out_with_the_moment_it_came_and_the_others_are_closed()
      throws Exception {
    Picture[] pictures = {Drawn.grey(4, 4), Drawn.grey(5, 4), Drawn.grey(6, 4)};
    try (LiveSource source = start(script)) {
      for (Picture picture : pictures) {
        script.readings.add(shown(picture));
      }
      await().until(() -> session.dropped() == 2);
      await().until(script.readings::isEmpty);
      nanos.addAndGet(700);
      try (Frame frame = frame(source.next())) {
        assertThat(frame.picture().width()).isEqualTo(6);
        assertThat(frame.monotonicNanos()).isEqualTo(1_000);
        assertThat(frame.sequence()).isZero();
      }
    }
    assertThat(pictures[0]).hasToString("Picture[closed]");
    assertThat(pictures[1]).hasToString("Picture[closed]");
  }

  @Test
  void a_picture_that_waited_for_longer_than_the_camera_may_be_silent_is_not_judged()
      throws Exception {
    try (LiveSource source = start(script)) {
      script.readings.add(shown(Drawn.grey(4, 4)));
      script.readings.add(new Reading.Over("gone", true));
      await().until(() -> script.closed.getCount() == 0);
      nanos.addAndGet(SILENCE.toNanos() + 1);
      assertThat(source.next()).isEqualTo(new Capture.Ended("rtsp://cam/hall/line4: gone", true));
      assertThat(session.dropped()).isEqualTo(1);
    }
  }

  @Test
  void what_came_before_the_end_is_judged_and_the_end_stays() throws Exception {
    try (LiveSource source = start(script)) {
      script.readings.add(shown(Drawn.grey(4, 4)));
      script.readings.add(new Reading.Over("gone", true));
      frame(source.next()).close();
      for (int again = 0; again < 2; again++) {
        assertThat(source.next()).isEqualTo(new Capture.Ended("rtsp://cam/hall/line4: gone", true));
      }
    }
  }

  @Test
  void damaged_pictures_are_counted_and_waited_past() throws Exception {
    try (LiveSource source = start(script)) {
      script.readings.add(new Reading.Damaged("is torn"));
      script.readings.add(new Reading.Damaged("is torn"));
      script.readings.add(shown(Drawn.grey(4, 4)));
      frame(source.next()).close();
    }
    assertThat(session.damaged()).isEqualTo(2);
  }

  @Test
  void a_bug_of_the_reader_is_a_lost_camera_and_closes_the_reader() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    PictureReader broken =
        new PictureReader() {
          @Override
          public Reading read() {
            throw new IllegalStateException("odd");
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    try (LiveSource source = start(broken)) {
      assertThat(source.next())
          .isInstanceOfSatisfying(Capture.Ended.class, end -> assertThat(end.failed()).isTrue());
      closed.await();
    }
  }

  @Test
  void a_reader_that_cannot_be_ended_is_left_behind_and_its_late_picture_is_freed()
      throws Exception {
    CountDownLatch driver = new CountDownLatch(1);
    Picture late = Drawn.grey(4, 4);
    PictureReader stuck =
        new PictureReader() {
          @Override
          public Reading read() {
            try {
              driver.await();
            } catch (InterruptedException stopped) {
              throw new IllegalStateException(stopped);
            }
            return shown(late);
          }

          @Override
          public void close() {}
        };
    Instant begun = Instant.now();
    start(stuck).close();
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(2));
    driver.countDown();
    await().untilAsserted(() -> assertThat(late).hasToString("Picture[closed]"));
  }

  @Test
  void places_go_on_behind_what_the_outbox_knows_of_this_camera_alone() {
    session.resume(Optional.of(new Cursor("rtsp://cam/hall/line5", 90)));
    assertThat(session.place()).isEqualTo(new Cursor("rtsp://cam/hall/line4", 0));
    session.resume(Optional.of(new Cursor("rtsp://cam/hall/line4", 41)));
    assertThat(session.place().position()).isEqualTo(42);
    session.resume(Optional.of(new Cursor("rtsp://cam/hall/line4", 7)));
    assertThat(session.place().position()).isEqualTo(43);
  }

  @Test
  void ids_of_two_starts_differ_and_hold_signs_that_everything_takes() {
    Cursor cursor = new Cursor("any", 1_234_567);
    for (String name :
        new String[] {"rtsp://h/***", "/dev/video0", "pipe:gst-launch-1.0", "x".repeat(300)}) {
      String first = id(name, cursor);
      assertThat(first).matches("[A-Za-z0-9._-]{1,64}-[0-9a-z]{8}-1234567");
      assertThat(id(name, cursor)).isNotEqualTo(first);
    }
  }

  private static String id(String name, Cursor cursor) {
    return LiveSession.begin(name, new SecureRandom()).labelling("v", "w").label(cursor).partId();
  }
}
