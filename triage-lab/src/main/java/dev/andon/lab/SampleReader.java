package dev.andon.lab;

import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads samples, brings them to the size of their view, and says each thing once: which could not
 * be read, which were scaled. Confined to one thread.
 */
final class SampleReader {
  private final Set<String> skipped = new LinkedHashSet<>();
  private final Set<String> scaled = new LinkedHashSet<>();

  /** One line for each sample that could not be used. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Everything that people should know about what was read. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    skipped.forEach(reason -> notes.add("skipped " + reason));
    notes.addAll(scaled);
    return notes;
  }

  void skip(String reason) {
    skipped.add(reason);
  }

  /** The caller closes it. */
  Optional<Picture> read(Sample sample) {
    try {
      if (!Files.isRegularFile(sample.file())) {
        return skipped(sample.name() + ": there is no such file in " + sample.file().getParent());
      }
      return switch (Picture.decode(Files.readAllBytes(sample.file()), sample.name())) {
        case Decoding.Decoded(Picture picture) -> Optional.of(picture);
        case Decoding.Refused(String reason) -> skipped(reason);
      };
    } catch (IOException e) {
      return skipped(sample.name() + ": cannot be read: " + e);
    }
  }

  private Optional<Picture> skipped(String reason) {
    skip(reason);
    return Optional.empty();
  }

  /** The picture itself where it has the size, else a scaled one in its place. */
  Picture fitted(Sample sample, Picture picture, int width, int height) {
    if (picture.width() == width && picture.height() == height) {
      return picture;
    }
    scaled.add(
        "%s is %dx%d pixels and was scaled to %dx%d"
            .formatted(sample.name(), picture.width(), picture.height(), width, height));
    try (picture) {
      return picture.scaled(width, height);
    }
  }
}
