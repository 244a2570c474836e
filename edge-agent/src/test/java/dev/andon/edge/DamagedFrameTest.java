package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.folder.FolderSource;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.StationId;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of which the disk or the network has lost a piece. */
final class DamagedFrameTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");

  private final Journal journal = new Journal();
  private @TempDir Path folder;

  @Test
  void a_damaged_picture_is_asked_about_although_the_model_would_let_it_pass() throws Exception {
    write("damaged.jpg", 2_048);
    write("whole.jpg", 0);

    try (EdgeAgent agent = start(new Verdict.Pass())) {
      await().until(() -> journal.captured.size() == 2);

      var counters = agent.state().counters();
      assertThat(counters.of(Name.ESCALATED)).as("the damaged one").isEqualTo(1);
      assertThat(counters.of(Name.CONFIDENT)).as("the whole one").isEqualTo(1);
    }
  }

  @Test
  void a_damaged_picture_that_shows_a_defect_is_rejected_all_the_same() throws Exception {
    write("damaged.jpg", 2_048);

    try (EdgeAgent agent =
        start(new Verdict.Defect(List.of(new Verdict.Finding("crack", 1, new Box(0, 0, 9, 9)))))) {
      await().until(() -> agent.state().counters().of(Name.CONFIDENT) == 1);
      await().until(() -> journal.commands.size() == 1);
      assertThat(journal.commands.getFirst().signal().text()).isEqualTo("reject");
    }
  }

  private EdgeAgent start(Verdict verdict) {
    Path frames = folder.resolve("frames");
    return EdgeAgent.start(
        AgentSettings.of(
                STATION,
                "tcp://127.0.0.1:9",
                folder.resolve("outbox.db"),
                HubKeys.of(FakeHub.key(STATION)))
            .withEscalation(
                new EscalationSettings(
                    Duration.ofSeconds(50), 4, 85, 1 << 20, 10_000, Duration.ZERO)),
        new Feed() {
          @Override
          public String name() {
            return "frames";
          }

          @Override
          public FrameSource open(Optional<Cursor> after) {
            return FolderSource.open(
                frames,
                FolderSource.pictures(frames),
                after,
                CaptureSettings.of(Labelling.same("flange", "top")));
          }
        },
        saying(verdict),
        StationPlatform.real(List.of(new LogOutput()), journal));
  }

  private static Triager saying(Verdict verdict) {
    return new Triager() {
      @Override
      public Triage triage(Frame frame) {
        return new Triage.Confident(verdict);
      }

      @Override
      public ModelVersion model() {
        return new ModelVersion("fake", "1", "andon-pre-1");
      }

      @Override
      public void close() {}
    };
  }

  private void write(String name, int hole) throws IOException {
    Path frames = Files.createDirectories(folder.resolve("frames"));
    try (Picture part = Drawn.part(320, 320)) {
      byte[] jpeg = part.jpeg();
      int middle = jpeg.length / 2;
      Arrays.fill(jpeg, middle, Math.min(jpeg.length - 2, middle + hole), (byte) 0);
      Files.write(frames.resolve(name), jpeg);
    }
  }
}
