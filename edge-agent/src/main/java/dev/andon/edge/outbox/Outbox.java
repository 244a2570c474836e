package dev.andon.edge.outbox;

import dev.andon.wire.StationId;
import dev.andon.wire.WireCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station's durable memory in one SQLite file. Every method that changes something returns after
 * its commit has reached the disk (WAL, synchronous=FULL), but for those of {@link SendQueue},
 * whose work is done again where it is forgotten. Thread-safe; one process at a time.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** Bytes of the disk that pictures which the hub has leave to others. */
  private static final long LEFT_FREE = 64L << 20;

  private final Database database;
  private final FrameLog frames;
  private final SendQueue queue;
  private final VerdictInbox verdicts;
  private final ActuationJournal actuations;
  private final EventLog events;
  private final UnreadLog unread;
  private final AuditSamples audits;
  private final SideJournal side;
  private final Steps steps;

  private Outbox(
      Database database,
      SideJournal side,
      OutboxSettings settings,
      StationId station,
      InstantSource clock) {
    WireCodec codec = new WireCodec();
    History history = new History(settings.historyRows());
    this.database = database;
    this.side = side;
    this.events = new EventLog(database, codec, station);
    this.steps = new Steps(database, side, events);
    this.actuations = new ActuationJournal(database, clock, events, history, steps);
    AnsweredPictures answered =
        new AnsweredPictures(
            settings.keepAnswered(),
            () -> database.roomBeside(settings.room().reserve() + LEFT_FREE));
    this.frames =
        new FrameLog(
            database,
            new Eviction(settings, events, database::mayGrow, answered),
            codec,
            events,
            history,
            steps,
            actuations);
    this.queue = new SendQueue(database, codec, clock, history, answered);
    this.verdicts = new VerdictInbox(database, codec, clock, history, answered);
    this.unread = new UnreadLog(database, clock);
    this.audits = new AuditSamples(database);
  }

  /**
   * Opens or makes the file. A corrupt one is moved to {@code quarantine/<time>} beside it,
   * counted, and a new one begun.
   *
   * @throws OutboxException when the file is in use, cannot be written to, or comes from a newer
   *     agent
   */
  public static Outbox open(OutboxSettings settings, StationId station, InstantSource clock) {
    return open(settings, station, clock, settings.maxPages());
  }

  /** With another last-resort cap than the one that follows from the settings. */
  static Outbox open(
      OutboxSettings settings, StationId station, InstantSource clock, long maxPages) {
    SideJournal side = new SideJournal(settings.file());
    OutboxRecovery salvage = new OutboxRecovery(settings, side, new WireCodec(), station, clock);
    Database database = Database.open(settings, clock, maxPages, salvage);
    try {
      Outbox outbox = new Outbox(database, side, settings, station, clock);
      outbox.begin(salvage);
      return outbox;
    } catch (RuntimeException failure) {
      side.close();
      database.close();
      throw failure;
    }
  }

  /** A disk that is full or fails at the start will be tried again later. */
  private void begin(OutboxRecovery salvage) {
    try {
      actuations.closeUnfinished();
      database.transact("read the side journal", salvage::bringForward);
    } catch (OutboxException notNow) {
      LOG.error("outbox: what was unfinished stays so for now: {}", notNow.reason());
    }
  }

  /** Whether it can be written, and what waits for that. Never throws. */
  public OutboxHealth health() {
    Optional<Database.Trouble> trouble = database.trouble();
    return new OutboxHealth(
        trouble.map(Database.Trouble::since),
        trouble.map(t -> inWords(t.cause())).orElse(""),
        steps.missing(),
        actuations.owing(),
        actuations.toldAnyway(),
        database.tight(),
        side.usable());
  }

  /**
   * To be called about once a second: tries whether a failing outbox can be written again, writes
   * down what waited for that, and takes the reserved space where there is room for it.
   */
  public void maintain() {
    if (database.trouble().isEmpty() || database.probe()) {
      settle();
      database.reserve();
    }
  }

  private void settle() {
    steps.settle();
    actuations.settle();
  }

  private static String inWords(OutboxException cause) {
    return switch (cause.kind()) {
      case FULL -> "disk full";
      case CORRUPT -> "file damaged";
      case IN_USE -> "used by another agent";
      case UNUSABLE -> cause.reason();
    };
  }

  /** The capture side. */
  public FrameLog frames() {
    return frames;
  }

  /** The sending side. */
  public SendQueue queue() {
    return queue;
  }

  /** The receiving side. */
  public VerdictInbox verdicts() {
    return verdicts;
  }

  /** What the line was told. */
  public ActuationJournal actuations() {
    return actuations;
  }

  /** Parts that were asked about and of which the line has heard nothing, first due first. */
  public List<Undecided> undecided() {
    Set<UUID> told = side.decided();
    return database.transact("read the undecided parts", OpenParts::list).stream()
        .filter(part -> !told.contains(part.id()))
        .toList();
  }

  /** What the hub is told without pictures. */
  public EventLog events() {
    return events;
  }

  /** What the hub said and this agent could not read. */
  public UnreadLog unread() {
    return unread;
  }

  /** What became of frames that were let pass and asked about all the same. */
  public AuditSamples audits() {
    return audits;
  }

  /** The counters. */
  public DurableCounters counters() {
    return database.transact("read its counters", DurableCounters::read);
  }

  /** Gives up to 16 MiB of freed pages back to the disk; for quiet moments. */
  public void shrink() {
    database.shrink(1_024);
  }

  @Override
  public void close() {
    try {
      settle();
    } catch (OutboxException unwritten) {
      LOG.warn(
          "outbox: the side journal alone has what could not be written: {}", unwritten.reason());
    }
    side.close();
    database.close();
  }
}
