package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.CameraFault;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CameraWatchTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CameraWatch camera = new CameraWatch(true, "rtsp", meters);

  @Test
  void a_live_picture_that_is_the_same_for_ten_seconds_is_frozen() {
    for (int second = 0; second < 10; second++) {
      assertThat(frozen(camera, second, 100)).isEmpty();
    }
    assertThat(frozen(camera, 10, 100))
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.kind()).isEqualTo(CameraFault.Kind.FROZEN);
              assertThat(fault.says()).contains("11 frames in 10 s");
            });
    assertThat(frozen(camera, 11, 100)).isPresent();
  }

  @Test
  void one_level_of_one_pixel_proves_that_the_sensor_lives() {
    for (int second = 0; second < 30; second++) {
      assertThat(frozen(camera, second, 100 + second % 2)).isEmpty();
    }
  }

  @Test
  void a_slow_stream_needs_five_equal_frames() {
    for (int frame = 0; frame < 4; frame++) {
      assertThat(frozen(camera, 20 * frame, 100)).isEmpty();
    }
    assertThat(frozen(camera, 80, 100)).isPresent();
  }

  @Test
  void files_may_be_alike() {
    CameraWatch folder = new CameraWatch(false, "folder", new SimpleMeterRegistry());
    for (int second = 0; second < 30; second++) {
      assertThat(frozen(folder, second, 100)).isEmpty();
    }
  }

  @Test
  void faults_are_counted_by_kind_until_a_part_is_seen_again() {
    camera.saw(new CameraFault(CameraFault.Kind.DARK, "no light"));
    camera.saw(new CameraFault(CameraFault.Kind.DARK, "no light"));
    assertThat(camera.fault()).map(CameraFault::toString).contains("camera dark: no light");
    assertThat(meters.get("andon.edge.camera.faults").tag("kind", "dark").counter().count())
        .isEqualTo(2);
    assertThat(meters.get("andon.edge.camera.faulty").gauge().value()).isEqualTo(1);
    camera.sawPart();
    assertThat(camera.fault()).isEmpty();
    assertThat(meters.get("andon.edge.camera.faulty").gauge().value()).isZero();
  }

  private static Optional<CameraFault> frozen(CameraWatch camera, int second, int level) {
    try (Picture grey = Drawn.grey(64, 64);
        Frame frame =
            new Frame(
                Drawn.marked(grey, 5, 5, 1, level, level, level),
                Frame.PixelFormat.BGR8,
                Instant.EPOCH,
                second * 1_000_000_000L,
                second,
                "p" + second,
                "v1",
                "top",
                new Cursor("live", second))) {
      return camera.frozen(frame);
    }
  }
}
