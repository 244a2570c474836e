package dev.andon.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.status.ShownFrame.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LastFramesTest {
  private static final long MS = 1_000_000;

  private final LastFrames frames = new LastFrames();

  private static ShownFrame frame(Kind kind, int bytes, Optional<UUID> id) {
    return new ShownFrame(
        new ShownFrame.Label(Instant.EPOCH, "part", "flange", "top"),
        new ShownFrame.Thumbnail(new byte[bytes], 640, 480),
        new ShownFrame.Outlook(id, kind, "passed", "", List.of()),
        false);
  }

  private List<Kind> kinds() {
    return frames.newestFirst().stream().map(kept -> kept.frame().outlook().kind()).toList();
  }

  @Test
  void frames_that_pass_do_not_push_out_those_that_were_doubted() {
    frames.add(frame(Kind.DOUBT, 10, Optional.empty()));
    for (int i = 0; i < 100; i++) {
      frames.add(frame(Kind.PASSED, 10, Optional.empty()));
    }
    assertThat(kinds()).hasSize(LastFrames.EACH + 1).endsWith(Kind.DOUBT);
  }

  @Test
  void large_pictures_are_fewer_and_the_oldest_goes_first() {
    int large = (int) LastFrames.MOST_BYTES / 3;
    long first = frames.add(frame(Kind.DOUBT, large, Optional.empty()));
    for (int i = 0; i < 3; i++) {
      frames.add(frame(Kind.PASSED, large, Optional.empty()));
    }
    assertThat(frames.newestFirst()).hasSize(3);
    assertThat(frames.jpeg(first)).isEmpty();
    frames.add(frame(Kind.DOUBT, (int) LastFrames.MOST_BYTES + 1, Optional.empty()));
    assertThat(frames.newestFirst()).as("one that does not fit is not kept").isEmpty();
  }

  @Test
  void a_signal_belongs_to_its_frame_whichever_comes_first() {
    UUID early = UUID.randomUUID();
    UUID late = UUID.randomUUID();
    frames.told(early, "reject");
    frames.add(frame(Kind.DOUBT, 1, Optional.of(early)));
    frames.add(frame(Kind.DOUBT, 1, Optional.of(late)));
    assertThat(frames.newestFirst().getFirst().signal()).isEmpty();
    frames.told(late, "accept");
    assertThat(frames.newestFirst())
        .extracting(kept -> kept.signal().orElse(""))
        .containsExactly("accept", "reject");
  }

  @Test
  void copies_are_made_of_one_pass_a_second_and_ten_others() {
    int passed = 0;
    int others = 0;
    for (long nanos = -5_000 * MS; nanos < 5_000 * MS; nanos += 20 * MS) {
      passed += frames.wants(true, nanos) ? 1 : 0;
      others += frames.wants(false, nanos) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(10);
    assertThat(others).isEqualTo(100);
  }
}
