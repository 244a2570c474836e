package dev.andon.edge.outbox;

import dev.andon.wire.StationId;
import dev.andon.wire.WireCodec;
import java.time.InstantSource;

/**
 * A station's durable memory in one SQLite file. Every method that changes something returns after
 * its commit has reached the disk (WAL, synchronous=FULL). Thread-safe; one process at a time.
 */
public final class Outbox implements AutoCloseable {
  private final Database database;
  private final FrameLog frames;
  private final SendQueue queue;
  private final VerdictInbox verdicts;
  private final ActuationJournal actuations;
  private final EventLog events;
  private final UnreadLog unread;

  private Outbox(
      Database database, OutboxSettings settings, StationId station, InstantSource clock) {
    WireCodec codec = new WireCodec();
    History history = new History(settings.historyRows());
    this.database = database;
    this.events = new EventLog(database, codec, station);
    this.frames = new FrameLog(database, settings, codec, events, history);
    this.queue = new SendQueue(database, codec, clock, history);
    this.verdicts = new VerdictInbox(database, codec, clock, history);
    this.actuations = new ActuationJournal(database, clock, events, history);
    this.unread = new UnreadLog(database, clock);
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
    Database database = Database.open(settings, clock, maxPages);
    try {
      Outbox outbox = new Outbox(database, settings, station, clock);
      outbox.actuations.closeUnfinished();
      return outbox;
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
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

  /** What the hub is told without pictures. */
  public EventLog events() {
    return events;
  }

  /** What the hub said and this agent could not read. */
  public UnreadLog unread() {
    return unread;
  }

  /** The counters. */
  public Tally tally() {
    return database.transact("read its counters", Tally::read);
  }

  /** Gives up to 16 MiB of freed pages back to the disk; for quiet moments. */
  public void shrink() {
    database.shrink(1_024);
  }

  @Override
  public void close() {
    database.close();
  }
}
