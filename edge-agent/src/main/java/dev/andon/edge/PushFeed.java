package dev.andon.edge;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.capture.VariantFile;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.edge.trigger.PartAnnouncement;
import dev.andon.edge.trigger.PartReceiver;
import dev.andon.edge.trigger.PushedPictures;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.PictureDecoder;
import dev.andon.vision.PixelRules;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A station whose pictures are posted to it. Thread-safe. */
final class PushFeed implements Feed, PartReceiver {
  /** Under this name the outbox remembers what was judged. */
  static final String NAME = "push";

  private final PartDoors doors;
  private final PartLabel station;
  private final PixelRules pixels;
  private final Optional<VariantFile> variants;
  private final AtomicReference<@Nullable PushedPictures> pictures = new AtomicReference<>();

  /**
   * @param station variant and view where nobody says another
   * @param variants says which variant runs, where a file does; closed with this
   */
  PushFeed(PartDoors doors, PartLabel station, PixelRules pixels, Optional<VariantFile> variants) {
    this.doors = doors;
    this.station = station;
    this.pixels = pixels;
    this.variants = variants;
  }

  OptionalInt port() {
    return doors.port();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FrameSource open(Optional<Cursor> after) {
    throw new IllegalStateException("posted pictures need to know which were judged");
  }

  @Override
  public FrameSource open(Optional<Cursor> after, FolderMemory files) {
    PushedPictures opened =
        new PushedPictures(
            station,
            new PictureDecoder(DecodeLimits.DEFAULT, pixels),
            files,
            new StationClock(InstantSource.system(), System::nanoTime));
    pictures.set(opened);
    variants.ifPresent(VariantFile::start);
    doors.open(this);
    return opened;
  }

  @Override
  public Answer take(PartAnnouncement part, byte[] body) throws InterruptedException {
    PushedPictures now = pictures.get();
    return now == null
        ? new Answer.Busy("the station is starting")
        : now.take(variants.map(file -> running(part, file)).orElse(part), body);
  }

  /** What comes with the picture counts more than what the file says at this moment. */
  private static PartAnnouncement running(PartAnnouncement part, VariantFile file) {
    return new PartAnnouncement(
        part.partId(),
        part.variant().or(() -> Optional.of(file.at(System.nanoTime()))),
        part.view());
  }

  @Override
  public SourceState state() {
    return variants
        .flatMap(VariantFile::trouble)
        .map(SourceState.FINE::noting)
        .orElse(SourceState.FINE);
  }

  @Override
  public void close() {
    doors.close();
    variants.ifPresent(VariantFile::close);
  }
}
