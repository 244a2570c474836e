package dev.andon.edge.outbox;

import dev.andon.edge.capture.Cursor;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Escalations, receipts and verdicts to feed an outbox with. */
final class OutboxFixture {
  static final StationId STATION = new StationId("bologna", "line-1", "st-04");
  static final UUID BOOT = new UUID(7, 7);
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /** A clock that a test moves. */
  static final class Hand implements InstantSource {
    private volatile Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }

    void move(long millis) {
      now = now.plusMillis(millis);
    }
  }

  final Hand clock = new Hand();
  final Random random = new Random(42);
  final UuidV7 ids = new UuidV7(clock, random);
  private long sequence;

  static OutboxSettings small(Path folder) {
    return new OutboxSettings(
        folder.resolve("outbox.db"), 10, 1 << 20, 1_000, new OutboxSettings.FreeRoom(0, 0));
  }

  /** Takes out of a file what version 5 has put in. */
  static List<String> beforePriorities() {
    return List.of(
        "DROP INDEX escalation_held",
        "DROP TABLE answered",
        "ALTER TABLE escalation DROP COLUMN priority",
        "ALTER TABLE escalation DROP COLUMN score");
  }

  FrameRef seen(long position) {
    return new FrameRef(
        "line", new Cursor("video.mp4", position), clock.instant(), "part-" + position, "a", "top");
  }

  /** An escalation whose deadline is two seconds behind second {@code capturedAtSeconds}. */
  Escalation escalation(int imageBytes, long capturedAtSeconds) {
    return escalation(imageBytes, capturedAtSeconds, List.of());
  }

  /** One whose region a class has scored so. */
  Escalation scored(int imageBytes, float score) {
    return escalation(imageBytes, 0, List.of(new Region.Score("scratch", score)));
  }

  private Escalation escalation(int imageBytes, long capturedAtSeconds, List<Region.Score> scores) {
    byte[] image = new byte[imageBytes];
    random.nextBytes(image);
    sequence++;
    return new Escalation(
        ids.next(),
        STATION,
        sequence,
        new Stamp(BOOT, clock.instant(), capturedAtSeconds * 1_000_000_000),
        2_000,
        Lane.LIVE,
        "part-" + sequence,
        "a",
        "top",
        new ModelVersion("m", "1", "andon-pre-1"),
        List.of(new Region(0, new Box(0, 0, 8, 8), scores, new float[0])),
        Image.of("image/jpeg", new Box(0, 0, 8, 8), image));
  }

  /** The same with a good part of so many bytes beside its picture. */
  Escalation compared(int imageBytes, int comparisonBytes) {
    byte[] good = new byte[comparisonBytes];
    random.nextBytes(good);
    return escalation(imageBytes, 0)
        .with(new Comparison.Shown(Image.of("image/jpeg", new Box(0, 0, 8, 8), good)));
  }

  /** What the line is to be told about it when its two seconds are over. */
  Undecided open(Escalation escalation) {
    return new Undecided(
        escalation.id(),
        escalation.partId(),
        escalation.variant(),
        escalation.view(),
        clock.instant(),
        clock.instant().plusMillis(escalation.deadlineRemainingMs()),
        "hold");
  }

  UUID stored(Outbox outbox, int imageBytes) {
    Escalation escalation = escalation(imageBytes, 0);
    StoreOutcome storing =
        outbox
            .frames()
            .escalate(
                seen(escalation.sequence()),
                escalation,
                Priority.BAND,
                Optional.of(open(escalation)));
    if (!(storing instanceof StoreOutcome.Stored)) {
      throw new AssertionError("not stored: " + storing);
    }
    return escalation.id();
  }

  static Receipt stored(UUID id) {
    return new Receipt(id, new Receipt.Stored(false));
  }

  static VerdictMessage verdict(UUID id, Verdict verdict, boolean provisional) {
    return new VerdictMessage(
        id,
        verdict,
        provisional,
        false,
        VerdictMessage.AnsweredBy.PROVIDER,
        "scripted/model",
        1_000,
        "EUR",
        new UUID(1, 1),
        NOON);
  }
}
