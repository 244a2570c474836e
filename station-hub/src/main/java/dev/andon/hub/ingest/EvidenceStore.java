package dev.andon.hub.ingest;

import dev.andon.hub.store.Migration;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.Tx;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.WireCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was seen: pictures by their hash, the escalations that name them, and messages that could
 * not be taken. Kept in a file of its own, never in the way of money. Thread-safe.
 */
public final class EvidenceStore {
  /** The schema, for whoever opens {@code evidence.db}. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.resource(EvidenceStore.class, "evidence", 1));

  private static final byte[] NO_PICTURE = {0};
  private static final int MAX_QUARANTINED = 1_000;
  private static final long MAX_QUARANTINED_BYTES = 256L << 20;

  private final Store store;
  private final InstantSource clock;
  private final WireCodec codec = new WireCodec();

  public EvidenceStore(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Returns once the picture and the escalation are on disk. A picture already there is kept. */
  void keep(Escalation escalation) {
    byte[] form = codec.encode(form(escalation));
    long now = clock.millis();
    store.write(
        tx -> {
          keep(tx, escalation.image(), now);
          if (escalation.comparison() instanceof Comparison.Shown(Image good)) {
            keep(tx, good, now);
          }
          return tx.update(
              "INSERT INTO escalation_form (id, stored_ms, message) VALUES (?, ?, ?)"
                  + " ON CONFLICT (id) DO NOTHING",
              escalation.id().toString(),
              now,
              form);
        });
  }

  private static void keep(Tx tx, Image image, long now) {
    tx.update(
        "INSERT INTO picture (sha256, media_type, stored_ms, size, bytes)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        image.sha256(),
        image.mediaType(),
        now,
        (long) image.bytes().length,
        image.bytes());
  }

  /**
   * The escalation with its picture, as it was received; empty once its evidence has expired. A
   * comparison that has expired is none.
   */
  Optional<Escalation> find(UUID id) {
    return store.read(
        tx ->
            tx.first(
                    "SELECT message FROM escalation_form WHERE id = ?",
                    row -> row.bytes(1),
                    id.toString())
                .map(this::decoded)
                .flatMap(
                    form ->
                        whole(tx, form.image())
                            .map(image -> with(form, image).with(comparison(tx, form)))));
  }

  private static Comparison comparison(Tx tx, Escalation form) {
    return form.comparison() instanceof Comparison.Shown(Image good)
        ? whole(tx, good).<Comparison>map(Comparison.Shown::new).orElse(Comparison.NONE)
        : Comparison.NONE;
  }

  private static Optional<Image> whole(Tx tx, Image named) {
    return tx.first(
            "SELECT bytes FROM picture WHERE sha256 = ?", row -> row.bytes(1), named.sha256())
        .map(bytes -> with(named, bytes));
  }

  /** The escalation without its picture. */
  Optional<Escalation> form(UUID id) {
    return store.read(
        tx ->
            tx.first(
                    "SELECT message FROM escalation_form WHERE id = ?",
                    row -> row.bytes(1),
                    id.toString())
                .map(this::decoded));
  }

  /** An escalation that was stored. */
  record Form(UUID id, long storedMs) {}

  /** The newest forms first, at most {@code limit}, after {@code last} where there is one. */
  List<Form> forms(Optional<Form> last, int limit) {
    return store.read(
        tx ->
            tx.query(
                "SELECT id, stored_ms FROM escalation_form WHERE (stored_ms, id) < (?, ?)"
                    + " ORDER BY stored_ms DESC, id DESC LIMIT ?",
                row -> new Form(UUID.fromString(row.text(1)), row.number(2)),
                last.map(Form::storedMs).orElse(Long.MAX_VALUE),
                last.map(f -> f.id().toString()).orElse("~"),
                limit));
  }

  /** A picture by its hash, for the console. */
  public Optional<Picture> picture(String sha256) {
    return store.read(
        tx ->
            tx.first(
                "SELECT media_type, bytes FROM picture WHERE sha256 = ?",
                row -> new Picture(row.text(1), row.bytes(2)),
                sha256));
  }

  /**
   * A stored picture.
   *
   * @param bytes the encoded picture; not copied
   */
  public record Picture(String mediaType, byte[] bytes) {}

  /**
   * Notes a message that could not be taken; the oldest give way at 1 000 or 256 MiB.
   *
   * @param kept what of it is kept; may be nothing
   * @param size of the whole message, bytes
   */
  void quarantine(String topic, String problem, String detail, byte[] kept, int size) {
    long now = clock.millis();
    store.write(
        tx -> {
          tx.update(
              "INSERT INTO quarantined_message"
                  + " (received_ms, topic, problem, detail, size, payload)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              now,
              topic,
              problem,
              detail,
              (long) size,
              kept);
          tx.update(
              "DELETE FROM quarantined_message WHERE id <="
                  + " (SELECT COALESCE(MAX(id), 0) - ? FROM quarantined_message)",
              MAX_QUARANTINED);
          while (tx.number("SELECT SUM(LENGTH(payload)) FROM quarantined_message")
              > MAX_QUARANTINED_BYTES) {
            tx.update(
                "DELETE FROM quarantined_message WHERE id ="
                    + " (SELECT MIN(id) FROM quarantined_message)");
          }
          return true;
        });
  }

  /** Messages in quarantine. */
  public long quarantined() {
    return store.read(tx -> tx.number("SELECT COUNT(*) FROM quarantined_message"));
  }

  /**
   * Forgets what was stored before {@code beforeMs} (wall clock), and the oldest pictures above
   * {@code maxBytes}, which is a bound for all.
   *
   * @param needed hashes of pictures that are not forgotten for their age
   * @return pictures forgotten
   */
  int forget(long beforeMs, Set<String> needed, long maxBytes) {
    return store.write(
        tx -> {
          int gone = forgetOld(tx, beforeMs, needed);
          while (tx.number("SELECT SUM(size) FROM picture") > maxBytes) {
            gone +=
                tx.update(
                    "DELETE FROM picture WHERE sha256 IN"
                        + " (SELECT sha256 FROM picture ORDER BY stored_ms LIMIT 100)");
          }
          return gone;
        });
  }

  /** A form names its picture, and goes with it. */
  private int forgetOld(Tx tx, long beforeMs, Set<String> needed) {
    int gone = 0;
    for (String old :
        tx.query("SELECT sha256 FROM picture WHERE stored_ms < ?", row -> row.text(1), beforeMs)) {
      gone += needed.contains(old) ? 0 : tx.update("DELETE FROM picture WHERE sha256 = ?", old);
    }
    for (PictureOfForm old :
        tx.query(
            "SELECT id, message FROM escalation_form WHERE stored_ms < ?",
            row -> new PictureOfForm(row.text(1), decoded(row.bytes(2)).image().sha256()),
            beforeMs)) {
      if (!needed.contains(old.picture)) {
        tx.update("DELETE FROM escalation_form WHERE id = ?", old.id);
      }
    }
    return gone;
  }

  private record PictureOfForm(String id, String picture) {}

  private Escalation decoded(byte[] form) {
    return switch (codec.decode(form)) {
      case WireCodec.Accepted(Escalation escalation) -> escalation;
      case WireCodec.Accepted(var other) ->
          throw new IllegalStateException("stored escalation is a " + other.getClass());
      case WireCodec.Rejected rejected ->
          throw new IllegalStateException("stored escalation is unreadable: " + rejected.detail());
    };
  }

  /** Names its pictures, and holds none. */
  private static Escalation form(Escalation e) {
    Escalation form = with(e, with(e.image(), NO_PICTURE));
    return e.comparison() instanceof Comparison.Shown(Image good)
        ? form.with(new Comparison.Shown(with(good, NO_PICTURE)))
        : form;
  }

  private static Image with(Image image, byte[] bytes) {
    return new Image(image.mediaType(), image.crop(), image.sha256(), bytes);
  }

  private static Escalation with(Escalation e, Image image) {
    return new Escalation(
        e.id(),
        e.station(),
        e.sequence(),
        e.captured(),
        e.deadlineRemainingMs(),
        e.lane(),
        e.partId(),
        e.variant(),
        e.view(),
        e.model(),
        e.regions(),
        image);
  }
}
