package dev.andon.edge.samples;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.outbox.KeptSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes a data set out of what a station has: escalations with their verdicts and corrections, the
 * newest first, then its last frames; bounded, and without those that look like one before. Reads
 * only. For one use, on one thread.
 */
public final class SampleExport {
  private final Wanted wanted;
  private final Progress progress;
  private final Embeddings embeddings;
  private final Map<String, Long> exported = new TreeMap<>();
  private long bytes;
  private long alike;
  private long beyond;
  private long looked;

  /**
   * What is wanted.
   *
   * @param since nothing that was captured earlier
   * @param variant empty for all
   * @param limit most pictures, from 1
   * @param maxBytes most bytes of pictures, from 1
   * @param similar cosine of two embeddings from which on the older picture is left out, 0 to 1
   */
  public record Wanted(Instant since, String variant, int limit, long maxBytes, double similar) {
    /** Refuses what would take nothing. */
    public Wanted {
      if (limit < 1) {
        throw new IllegalArgumentException("--limit must be above 0, but is " + limit);
      }
      if (maxBytes < 1) {
        throw new IllegalArgumentException("--max-bytes must be above 0, but is " + maxBytes);
      }
      if (!(similar > 0 && similar <= 1)) {
        throw new IllegalArgumentException(
            "--similar must be above 0 and at most 1, but is " + similar);
      }
    }
  }

  /** Hears how far it is. */
  public interface Progress {
    void at(long looked, long of, long taken);
  }

  /**
   * What came of it.
   *
   * @param exported pictures by label
   * @param bytes of them
   * @param alike left out because an exported one looks the same
   * @param beyond left out by {@code --limit} or {@code --max-bytes}
   * @param withoutPicture escalations whose picture the station does not have any more
   */
  public record Summary(
      Map<String, Long> exported,
      long bytes,
      long alike,
      long beyond,
      @JsonProperty("without_picture") long withoutPicture) {
    /** As one line of JSON. */
    public String json() {
      return JsonMapper.builder().build().writeValueAsString(this);
    }

    /** All of them. */
    public long total() {
      return exported.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Prepares an export. */
  public SampleExport(Wanted wanted, Progress progress) {
    this.wanted = wanted;
    this.progress = progress;
    this.embeddings = new Embeddings(wanted.similar());
  }

  /**
   * Writes the data set.
   *
   * @param frames the station's last ones, which nobody has judged
   * @param folder must be new or empty
   * @throws IOException when it cannot be written; what is there by then stays
   */
  public Summary run(KeptSamples samples, List<KeptFrame> frames, Path folder) throws IOException {
    List<KeptFrame> recent =
        frames.stream()
            .filter(frame -> !frame.at().isBefore(wanted.since()))
            .filter(
                frame ->
                    wanted.variant().isEmpty() || frame.view().variant().equals(wanted.variant()))
            .sorted(Comparator.comparing(KeptFrame::at).reversed())
            .toList();
    long kept = samples.kept(wanted.since(), wanted.variant());
    long all = kept + recent.size();
    try (DataSet set = DataSet.in(folder)) {
      samples.each(
          wanted.since(),
          wanted.variant(),
          sample -> {
            offer(set, LabelledPicture.of(sample), all);
            return true;
          });
      for (KeptFrame frame : recent) {
        offer(set, frame, all);
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    return new Summary(
        exported, bytes, alike, beyond, samples.all(wanted.since(), wanted.variant()) - kept);
  }

  /** The agent may have given it up meanwhile. */
  private void offer(DataSet set, KeptFrame frame, long all) throws IOException {
    try {
      offer(set, picture(frame, Files.readAllBytes(frame.file())), all);
    } catch (NoSuchFileException gone) {
      progress.at(++looked, all, taken());
    }
  }

  private static LabelledPicture picture(KeptFrame frame, byte[] jpeg) {
    String id = "frame-" + frame.number();
    return new LabelledPicture(
        id + ".jpg",
        id,
        LabelledPicture.Label.UNDECIDED,
        LabelledPicture.LabelledBy.NOBODY,
        new LabelledPicture.Part("", frame.view().variant(), frame.view().view()),
        frame.at(),
        OptionalDouble.empty(),
        frame.width(),
        frame.height(),
        List.of(),
        new float[0],
        jpeg);
  }

  private void offer(DataSet set, LabelledPicture picture, long all) {
    looked++;
    if (taken() >= wanted.limit() || bytes + picture.bytes().length > wanted.maxBytes()) {
      beyond++;
    } else if (embeddings.takes(picture)) {
      take(set, picture);
    } else {
      alike++;
    }
    progress.at(looked, all, taken());
  }

  private void take(DataSet set, LabelledPicture picture) {
    try {
      set.add(picture);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    exported.merge(picture.label().word(), 1L, Long::sum);
    bytes += picture.bytes().length;
  }

  private long taken() {
    return exported.values().stream().mapToLong(Long::longValue).sum();
  }
}
