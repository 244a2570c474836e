package dev.andon.edge.outbox;

import dev.andon.config.PrivateFiles;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileStamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second, small memory beside the outbox, in a file of its own that SQLite has no part in: where
 * the source stands, and which part got which signal last. It is written after the outbox's commit
 * and before the line is told, so that a crash between both files neither repeats a signal nor
 * skips a frame; where only this file can be written, it alone decides whether the line was told.
 *
 * <p>A ring of {@value #SLOTS} records of {@value #SLOT} bytes, each with its number and a CRC-32C.
 * Its room is taken when it is made, so that a full disk does not stop it. Not over a channel: the
 * interrupt that stops a thread would close it. Thread-safe.
 */
final class SideJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SideJournal.class);
  static final int SLOT = 2_048;
  static final int SLOTS = 512;
  private static final int HEAD = 4 + 8 + 4;

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> places = new HashMap<>();
  private Optional<RandomAccessFile> open = Optional.empty();
  private long number;
  private boolean complained;
  private boolean opened;

  /** What an entry tells. */
  enum Kind {
    /** The outbox has the frame; the source stands behind it. */
    PLACE(0),
    /** The line is about to be told, and the outbox could not write that down. */
    TOLD(1),
    /** A live frame that the outbox could not store; counts since the gap began are inside. */
    GAP(2),
    /** The outbox has the intent of a part that was asked about; the line is about to be told. */
    DECIDED(3);

    /** As it stands in the file; never given to another kind. */
    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) throws IOException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IOException("an entry of the unknown kind " + code);
    }
  }

  /**
   * One entry.
   *
   * @param number counts all entries, from 1
   * @param step counts the frames of all sources that the outbox has finished; 0 if it has not
   * @param id of the escalation or intent; the zero id for none
   * @param sequence of the escalation; 0 for none
   * @param gap counts of the gap so far
   * @param open the part that waits for an answer from this entry on; null for none
   */
  record Entry(
      long number,
      Kind kind,
      long step,
      String source,
      Cursor cursor,
      UUID id,
      String partId,
      String signal,
      String cause,
      long sequence,
      Instant at,
      Gap gap,
      @Nullable Undecided open) {}

  /** What an entry is made of besides its number. */
  record Note(
      Kind kind,
      long step,
      FrameRef seen,
      UUID id,
      Optional<Intent> intent,
      long sequence,
      Gap gap) {}

  SideJournal(Path outbox) {
    this.file = outbox.resolveSibling(outbox.getFileName() + ".side");
  }

  /** At the first use: only whoever holds the outbox's lock may. */
  private void read() {
    if (!opened) {
      opened = true;
      open();
    }
  }

  /** Makes it durable; false if that failed: then it says nothing about this. */
  boolean note(Note note) {
    return note(note, null);
  }

  /** The same, with the part that waits for an answer from now on. */
  synchronized boolean note(Note note, @Nullable Undecided open) {
    read();
    Entry entry =
        new Entry(
            number + 1,
            note.kind(),
            note.step(),
            note.seen().source(),
            note.seen().cursor(),
            note.id(),
            note.seen().partId(),
            note.intent().map(Intent::signal).orElse(""),
            note.intent().map(Intent::cause).orElse(""),
            note.sequence(),
            note.seen().at(),
            note.gap(),
            open);
    boolean written = append(entry);
    keepOtherPlaces();
    return written;
  }

  /** A place that is about to be written over is written again: another source needs it. */
  private void keepOtherPlaces() {
    for (Entry place : List.copyOf(places.values())) {
      if (place.number() <= number - SLOTS + 2) {
        append(
            new Entry(
                number + 1,
                Kind.PLACE,
                place.step(),
                place.source(),
                place.cursor(),
                new UUID(0, 0),
                "",
                "",
                "",
                place.sequence(),
                place.at(),
                Gap.NONE,
                null));
      }
    }
  }

  /** What can be read, oldest first. */
  synchronized List<Entry> entries() {
    read();
    return List.copyOf(entries);
  }

  /** The last place of each source. */
  synchronized List<Entry> places() {
    read();
    return List.copyOf(places.values());
  }

  /** What the line was told about a frame that the outbox has not finished. */
  synchronized Optional<Entry> told(String source, Cursor cursor, long afterStep) {
    read();
    return entries.stream()
        .filter(e -> e.kind() == Kind.TOLD && e.step() == afterStep)
        .filter(e -> e.source().equals(source) && e.cursor().equals(cursor))
        .reduce((older, newer) -> newer);
  }

  /** Ids of whose signal it knows apart from a frame: the outbox may not have their intent. */
  synchronized Set<UUID> decided() {
    read();
    return entries.stream()
        .filter(entry -> entry.kind() == Kind.TOLD || entry.kind() == Kind.DECIDED)
        .map(Entry::id)
        .collect(Collectors.toSet());
  }

  /** The number of the last entry. */
  synchronized long last() {
    return number;
  }

  /** Whether it can be written. */
  synchronized boolean usable() {
    return !complained;
  }

  @Override
  public synchronized void close() {
    open.ifPresent(SideJournal::closed);
    open = Optional.empty();
  }

  private boolean append(Entry entry) {
    try {
      if (open.isEmpty()) {
        open();
      }
      RandomAccessFile out = open.orElseThrow(() -> new IOException("it is not open"));
      byte[] slot = encoded(entry);
      out.seek(entry.number() % SLOTS * SLOT);
      out.write(slot);
      out.getFD().sync();
      remember(entry);
      complained = false;
      return true;
    } catch (IOException failure) {
      complain(failure);
      return false;
    }
  }

  private void complain(IOException failure) {
    if (!complained) {
      LOG.error("side journal={} cannot be written: {}", file, String.valueOf(failure));
    }
    complained = true;
    close();
  }

  private void remember(Entry entry) {
    number = Math.max(number, entry.number());
    entries.add(entry);
    if (entries.size() > SLOTS) {
      entries.removeFirst();
    }
    if (entry.kind() == Kind.PLACE) {
      places.put(entry.source(), entry);
    }
  }

  private void open() {
    try {
      PrivateFiles.createFile(file);
      RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
      open = Optional.of(opened);
      takeRoom(opened);
      if (number == 0) {
        read(opened).forEach(this::remember);
      }
    } catch (IOException failure) {
      complain(failure);
    }
  }

  /** Not by a hole: every block is written once. */
  private static void takeRoom(RandomAccessFile opened) throws IOException {
    byte[] empty = new byte[SLOT];
    for (long at = opened.length() / SLOT * SLOT; at < (long) SLOTS * SLOT; at += SLOT) {
      opened.seek(at);
      opened.write(empty);
    }
    opened.getFD().sync();
  }

  private static List<Entry> read(RandomAccessFile opened) throws IOException {
    List<Entry> found = new ArrayList<>();
    byte[] slot = new byte[SLOT];
    for (int i = 0; i < SLOTS; i++) {
      opened.seek((long) i * SLOT);
      opened.readFully(slot);
      decoded(slot.clone()).ifPresent(found::add);
    }
    found.sort(Comparator.comparingLong(Entry::number));
    return found;
  }

  private static byte[] encoded(Entry entry) throws IOException {
    byte[] body = body(entry);
    byte[] tail = tail(entry.open(), entry.cursor().stamp());
    if (body.length + tail.length > SLOT - HEAD) {
      tail = tail(null, entry.cursor().stamp());
    }
    int length = body.length + tail.length;
    if (length > SLOT - HEAD) {
      throw new IOException("the name " + entry.cursor().file() + " is too long for it");
    }
    CRC32C crc = new CRC32C();
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    slot.putInt(0).putLong(entry.number()).putInt(length).put(body);
    slot.put(tail);
    crc.update(slot.array(), 4, HEAD - 4 + length);
    slot.putInt(0, (int) crc.getValue());
    return slot.array();
  }

  /**
   * The part that waits, then which content of the file it was. Both may be missing, since earlier
   * versions did not write them; an empty part id stands for no part before a stamp.
   */
  private static byte[] tail(@Nullable Undecided part, Optional<FileStamp> stamp)
      throws IOException {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(tail);
    if (part != null) {
      write(out, part);
    } else if (stamp.isPresent()) {
      out.writeUTF("");
    }
    if (stamp.isPresent()) {
      out.writeLong(stamp.get().size());
      out.writeLong(stamp.get().modifiedMillis());
    }
    return tail.toByteArray();
  }

  private static void write(DataOutputStream out, Undecided part) throws IOException {
    out.writeUTF(part.partId());
    out.writeUTF(part.variant());
    out.writeUTF(part.view());
    out.writeLong(part.begun().toEpochMilli());
    out.writeLong(part.due().toEpochMilli());
    out.writeUTF(part.fallback());
  }

  private static @Nullable Undecided open(UUID id, DataInputStream in) throws IOException {
    String partId = in.available() == 0 ? "" : in.readUTF();
    if (partId.isEmpty()) {
      return null;
    }
    return new Undecided(
        id,
        partId,
        in.readUTF(),
        in.readUTF(),
        Instant.ofEpochMilli(in.readLong()),
        Instant.ofEpochMilli(in.readLong()),
        in.readUTF());
  }

  private static Optional<FileStamp> stamp(DataInputStream in) throws IOException {
    return in.available() == 0
        ? Optional.empty()
        : Optional.of(new FileStamp(in.readLong(), in.readLong()));
  }

  private static byte[] body(Entry entry) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeByte(entry.kind().code);
    out.writeLong(entry.step());
    out.writeUTF(entry.source());
    out.writeUTF(entry.cursor().file());
    out.writeLong(entry.cursor().position());
    out.writeLong(entry.id().getMostSignificantBits());
    out.writeLong(entry.id().getLeastSignificantBits());
    out.writeUTF(shortened(entry.partId(), 60));
    out.writeUTF(shortened(entry.signal(), 16));
    out.writeUTF(shortened(entry.cause(), 16));
    out.writeLong(entry.sequence());
    out.writeLong(entry.at().toEpochMilli());
    out.writeLong(entry.gap().frames());
    out.writeUTF(shortened(entry.gap().first(), 100));
    out.writeLong(entry.gap().firstAt().toEpochMilli());
    return body.toByteArray();
  }

  /** Empty where a write was torn, or never was. */
  private static Optional<Entry> decoded(byte[] bytes) {
    ByteBuffer slot = ByteBuffer.wrap(bytes);
    if (slot.remaining() < HEAD) {
      return Optional.empty();
    }
    int sum = slot.getInt();
    long number = slot.getLong();
    int length = slot.getInt();
    if (number <= 0 || length < 1 || length > slot.remaining()) {
      return Optional.empty();
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 4, HEAD - 4 + length);
    return (int) crc.getValue() == sum
        ? Optional.of(body(number, bytes, length))
        : Optional.empty();
  }

  private static Entry body(long number, byte[] slot, int length) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(slot, HEAD, length))) {
      Kind kind = Kind.of(in.readByte());
      long step = in.readLong();
      String source = in.readUTF();
      String file = in.readUTF();
      long position = in.readLong();
      UUID id = new UUID(in.readLong(), in.readLong());
      String partId = in.readUTF();
      String signal = in.readUTF();
      String cause = in.readUTF();
      long sequence = in.readLong();
      Instant at = Instant.ofEpochMilli(in.readLong());
      Gap gap = new Gap(in.readLong(), in.readUTF(), Instant.ofEpochMilli(in.readLong()));
      Undecided open = open(id, in);
      Cursor cursor = new Cursor(file, position, stamp(in));
      return new Entry(
          number, kind, step, source, cursor, id, partId, signal, cause, sequence, at, gap, open);
    } catch (IOException impossible) {
      throw new IllegalStateException("an entry with a right sum is torn", impossible);
    }
  }

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }

  private static void closed(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException failure) {
      LOG.debug("side journal did not close", failure);
    }
  }
}
