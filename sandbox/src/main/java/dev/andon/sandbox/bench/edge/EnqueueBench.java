package dev.andon.sandbox.bench.edge;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.outbox.Priority;
import dev.andon.edge.outbox.StoreOutcome;
import dev.andon.edge.outbox.Undecided;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A doubtful frame of 120 KB made durable by the outbox, and the same bytes inserted into a bare
 * SQLite file under the same pragmas, in turn. By the clock: the disk is what is waited for.
 */
final class EnqueueBench implements AutoCloseable {
  private static final Floor RATIO = Floor.atMost(1.5);
  private static final int PICTURE_BYTES = 120_000;
  private static final String SOURCE = "bench";
  private static final StationId STATION = new StationId("bench", "line", "station");

  private final Random random = new Random(3);
  private final UuidV7 ids = new UuidV7(InstantSource.system(), random);
  private final WireCodec codec = new WireCodec();
  private final UUID boot = ids.next();
  private final Outbox outbox;
  private final Connection bare;
  private final PreparedStatement insert;
  private long sequence;

  EnqueueBench(Path folder) throws SQLException {
    outbox =
        Outbox.open(
            OutboxSettings.of(folder.resolve("outbox.db")), STATION, InstantSource.system());
    bare = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
    try (Statement statement = bare.createStatement()) {
      for (String pragma :
          List.of(
              "page_size = 16384",
              "auto_vacuum = INCREMENTAL",
              "journal_mode = WAL",
              "synchronous = FULL",
              "wal_autocheckpoint = 128")) {
        statement.execute("PRAGMA " + pragma);
      }
      statement.execute("CREATE TABLE blob (id TEXT PRIMARY KEY, message BLOB NOT NULL)");
    }
    insert = bare.prepareStatement("INSERT INTO blob VALUES (?, ?)");
  }

  /** Measures. */
  List<EdgeFigure> run(int rounds, int each, RoundClock clock) throws Exception {
    round(5);
    List<Double> ratios = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    clock.run(
        "durable enqueue",
        rounds,
        index -> {
          Pair pair = round(each);
          ratios.add(pair.outbox() / pair.bare());
          ours.add(pair.outbox());
        });
    return List.of(
        new EdgeFigure.Measured(
            "durable enqueue / bare SQLite insert",
            "",
            ratios,
            RATIO,
            "p50 by the clock, 120 KB; outbox %.2f ms".formatted(EdgeFigure.median(ours))));
  }

  private record Pair(double outbox, double bare) {}

  private Pair round(int each) throws SQLException {
    long[] durable = new long[each];
    long[] plain = new long[each];
    for (int i = 0; i < each; i++) {
      Escalation escalation = escalation();
      FrameRef seen = seen(escalation);
      Undecided open = open(escalation);
      byte[] message = codec.encode(escalation);
      long began = System.nanoTime();
      StoreOutcome stored =
          outbox.frames().escalate(seen, escalation, Priority.of(escalation), Optional.of(open));
      durable[i] = System.nanoTime() - began;
      if (!(stored instanceof StoreOutcome.Stored)) {
        throw new IllegalStateException("the outbox did not store: " + stored);
      }
      began = System.nanoTime();
      insert.setString(1, escalation.id().toString());
      insert.setBytes(2, message);
      insert.executeUpdate();
      plain[i] = System.nanoTime() - began;
    }
    return new Pair(EdgeFigure.medianMs(durable), EdgeFigure.medianMs(plain));
  }

  private Escalation escalation() {
    byte[] picture = new byte[PICTURE_BYTES];
    random.nextBytes(picture);
    Box box = new Box(0, 0, 640, 480);
    sequence++;
    return new Escalation(
        ids.next(),
        STATION,
        sequence,
        new Stamp(boot, Instant.now(), System.nanoTime()),
        2_000,
        Lane.LIVE,
        "part-" + sequence,
        "v1",
        "top",
        new ModelVersion("bench", "1", "andon-pre-1"),
        List.of(new Region(0, box, List.of(), new float[128])),
        Image.of("image/jpeg", box, picture));
  }

  private FrameRef seen(Escalation escalation) {
    return new FrameRef(
        SOURCE,
        new Cursor(SOURCE, sequence),
        escalation.captured().wall(),
        escalation.partId(),
        escalation.variant(),
        escalation.view());
  }

  private static Undecided open(Escalation escalation) {
    Instant begun = escalation.captured().wall();
    return new Undecided(
        escalation.id(),
        escalation.partId(),
        escalation.variant(),
        escalation.view(),
        begun,
        begun.plus(Duration.ofSeconds(2)),
        "hold");
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    bare.close();
    outbox.close();
  }
}
