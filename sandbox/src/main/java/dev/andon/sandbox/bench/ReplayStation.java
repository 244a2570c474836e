package dev.andon.sandbox.bench;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.edge.outbox.Outbox;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.outbox.Priority;
import dev.andon.edge.outbox.StoreOutcome;
import dev.andon.edge.uplink.Authenticator;
import dev.andon.edge.uplink.HubClock;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.PahoPort;
import dev.andon.edge.uplink.StationBoot;
import dev.andon.edge.uplink.Uplink;
import dev.andon.edge.uplink.UplinkBroker;
import dev.andon.edge.uplink.UplinkListener;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Health;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Receipt;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.WireCodec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A station's outbox and uplink without camera and model: what waited, what happens now, and how
 * long each takes to the hub's receipt. One start of an agent; the outbox's file outlives it.
 */
final class ReplayStation implements AutoCloseable {
  static final StationId STATION = new StationId("bench", "line-1", "st-1");

  private static final long DEADLINE_MS = 10_000;
  private static final ModelVersion MODEL = new ModelVersion("bench", "1", "bench-pre-1");

  private final Random random = new Random();
  private final InstantSource wall = InstantSource.system();
  private final UuidV7 ids = new UuidV7(wall, random);
  private final UUID boot = ids.next();
  private final Outbox outbox;
  private final UplinkSettings settings;
  private final int bytes;
  private final Map<UUID, Long> liveSince = new ConcurrentHashMap<>();
  private final List<Long> liveNanos = new ArrayList<>();
  private final AtomicLong replayed = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private Optional<Uplink> uplink = Optional.empty();
  private long sequence;

  /**
   * @param bytes of each picture
   */
  ReplayStation(OutboxSettings outbox, UplinkSettings settings, int bytes) {
    this.outbox = Outbox.open(outbox, STATION, wall);
    this.settings = settings;
    this.bytes = bytes;
    this.sequence = this.outbox.frames().lastSequence();
  }

  static OutboxSettings outbox(Path file, int messages, int bytes) {
    return new OutboxSettings(
        file,
        messages + 1_000,
        (messages + 1_000L) * (bytes + 4_096L),
        200_000,
        OutboxSettings.FreeRoom.DEFAULT);
  }

  /** Stores pictures of an earlier boot: nobody waits for their answers any more. */
  void backlog(int messages) {
    UUID earlier = ids.next();
    for (int i = 0; i < messages; i++) {
      store(earlier);
    }
  }

  /** A part that is asked about now. */
  void happens() {
    long since = System.nanoTime();
    liveSince.put(store(boot), since);
    uplink.ifPresent(Uplink::wake);
  }

  private synchronized UUID store(UUID of) {
    byte[] picture = new byte[bytes];
    random.nextBytes(picture);
    sequence++;
    Escalation asked =
        new Escalation(
            ids.next(),
            STATION,
            sequence,
            new Stamp(of, wall.instant(), System.nanoTime()),
            DEADLINE_MS,
            Lane.LIVE,
            "part-" + sequence,
            "a",
            "top",
            MODEL,
            List.of(new Region(0, new Box(0, 0, 8, 8), List.of(), new float[0])),
            Image.of("image/jpeg", new Box(0, 0, 8, 8), picture));
    FrameRef seen =
        new FrameRef(
            "bench",
            new Cursor("bench", sequence),
            wall.instant(),
            asked.partId(),
            asked.variant(),
            asked.view());
    StoreOutcome storing =
        outbox.frames().escalate(seen, asked, Priority.of(asked), Optional.empty());
    if (!(storing instanceof StoreOutcome.Stored)) {
      throw new IllegalStateException("not stored: " + storing);
    }
    return asked.id();
  }

  void connect(int port) {
    StationClock clock = new StationClock(wall, System::nanoTime);
    Uplink way =
        new Uplink(
            new StationBoot(STATION, boot, clock, ids, new HubClock()),
            outbox,
            settings,
            new Authenticator(STATION, new HubKeys(List.of(), true), new WireCodec()),
            this::health,
            new Counting(),
            new UplinkBroker(
                new PahoPort(),
                MqttEndpoint.of("tcp://127.0.0.1:" + port, "station-" + boot),
                random));
    uplink = Optional.of(way);
    way.start();
  }

  private Health health() {
    return new Health(
        STATION,
        new Stamp(boot, wall.instant(), System.nanoTime()),
        "bench",
        MODEL,
        0,
        0,
        0,
        0,
        List.of(),
        Optional.empty());
  }

  /** Escalations of the replay lane that the hub has. */
  long replayed() {
    return replayed.get();
  }

  /** Escalations that were sent more than once. */
  long repeated() {
    return repeated.get();
  }

  /** Milliseconds to the receipt of what happened now, lowest first. */
  double[] liveMs() {
    synchronized (liveNanos) {
      return liveNanos.stream().mapToDouble(nanos -> nanos / 1e6).sorted().toArray();
    }
  }

  @Override
  public void close() {
    uplink.ifPresent(Uplink::close);
    uplink = Optional.empty();
    outbox.close();
  }

  private final class Counting implements UplinkListener {
    @Override
    public void sent(UUID id, Lane lane, int times) {
      if (times > 1) {
        repeated.incrementAndGet();
      }
    }

    @Override
    public void receipted(Receipt receipt, Lane lane) {
      Long since = liveSince.remove(receipt.escalationId());
      if (since != null) {
        synchronized (liveNanos) {
          liveNanos.add(System.nanoTime() - since);
        }
      } else if (lane == Lane.REPLAY) {
        replayed.incrementAndGet();
      }
    }
  }
}
