package dev.andon.edge.triage;

import dev.andon.config.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps judgements over restarts: one line of JSON for each frame that was asked about, for each
 * answer and for each drift, appended. A line that a crash tore off is left out. What cannot be
 * written is said once and lost with the process: it is lost by chance and not by score, so the
 * bounds hold with what is left. Not thread-safe: {@link Judgements} calls it one at a time.
 */
public final class JudgementLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JudgementLog.class);
  private static final String PERSON = "person";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** From here on older lines make room: about 100 000 frames. */
  private static final long MOST_BYTES = 32L << 20;

  /** Remembers nothing. */
  static final JudgementLog NONE = new JudgementLog(null);

  private final @Nullable Path file;
  private @Nullable RandomAccessFile open;
  private boolean failing;
  private final AtomicLong unkept = new AtomicLong();

  /** What was written, line by line. */
  interface Reader {
    void asked(UUID id, AskedFrame asked);

    void answered(UUID id, boolean defective, boolean byPerson);

    void drifted(ViewKey view, Standard since);
  }

  private JudgementLog(@Nullable Path file) {
    this.file = file;
  }

  /** Kept in a file, which is created with the first line. */
  public static JudgementLog in(Path file) {
    return new JudgementLog(file);
  }

  /** Gives back what was written, in its order. */
  void replay(Reader reader) {
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    int unreadable = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        unreadable += line.isEmpty() || replayed(line, reader) ? 0 : 1;
      }
    } catch (IOException e) {
      LOG.warn(
          "judged frames in {} cannot be read: {}; views ask about more until they are judged again",
          file,
          e.toString());
    }
    if (unreadable > 0) {
      LOG.warn("{} lines of {} are torn or damaged and left out", unreadable, file);
    }
  }

  private static boolean replayed(String line, Reader reader) {
    try {
      String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      JsonNode node = JSON.readTree(text);
      if (node.has("drifted")) {
        reader.drifted(view(node), Standard.parse(node.path("drifted").stringValue()));
        return true;
      }
      UUID id = UUID.fromString(node.path("id").stringValue());
      if (node.has("defective")) {
        reader.answered(
            id, node.path("defective").booleanValue(), node.path("by").asString("").equals(PERSON));
      } else {
        reader.asked(
            id,
            new AskedFrame(
                view(node),
                node.path("standard").stringValue(),
                node.path("score").doubleValue(),
                why(node),
                node.path("passing").booleanValue()));
      }
      return true;
    } catch (JacksonException | IllegalArgumentException torn) {
      LOG.debug("a line is left out: {}", torn.getMessage());
      return false;
    }
  }

  private static ViewKey view(JsonNode node) {
    return new ViewKey(node.path("variant").stringValue(), node.path("view").stringValue());
  }

  /** Lines of version 0.3 say only whether they are fair. */
  private static AskedFrame.Why why(JsonNode node) {
    if (node.has("fair")) {
      return node.path("fair").booleanValue() ? AskedFrame.Why.SHADOW : AskedFrame.Why.DOUBT;
    }
    return AskedFrame.Why.valueOf(node.path("why").stringValue().toUpperCase(Locale.ROOT));
  }

  void asked(UUID id, AskedFrame asked) {
    append(
        JSON.writeValueAsString(
            Map.of(
                "id", id.toString(),
                "variant", asked.view().variant(),
                "view", asked.view().view(),
                "standard", asked.standard(),
                "score", asked.score(),
                "why", asked.why().name().toLowerCase(Locale.ROOT),
                "passing", asked.passing())));
  }

  void answered(UUID id, boolean defective, boolean byPerson) {
    append(
        JSON.writeValueAsString(
            Map.of(
                "id", id.toString(), "defective", defective, "by", byPerson ? PERSON : "machine")));
  }

  void drifted(ViewKey view, Standard since) {
    append(
        JSON.writeValueAsString(
            Map.of("variant", view.variant(), "view", view.view(), "drifted", since.text())));
  }

  /** Lines that could not be written since the start. */
  long unkept() {
    return unkept.get();
  }

  private void append(String line) {
    if (file == null) {
      return;
    }
    try {
      RandomAccessFile to = opened(file);
      to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      failing = false;
    } catch (IOException e) {
      closeQuietly();
      unkept.incrementAndGet();
      if (!failing) {
        LOG.warn(
            "judged frames cannot be kept in {}: {}; they count until the next start",
            file,
            e.toString());
      }
      failing = true;
    }
  }

  /** A line begins at the start of one, also behind a torn one. */
  private RandomAccessFile opened(Path at) throws IOException {
    RandomAccessFile known = open;
    if (known != null && known.length() < MOST_BYTES) {
      return known;
    }
    closeQuietly();
    if (Files.isRegularFile(at) && Files.size(at) >= MOST_BYTES) {
      shorten(at);
    }
    PrivateFiles.createFolder(at.toAbsolutePath().getParent());
    PrivateFiles.createFile(at);
    RandomAccessFile made = new RandomAccessFile(at.toFile(), "rw");
    open = made;
    made.seek(made.length());
    if (made.length() > 0) {
      made.write('\n');
    }
    return made;
  }

  /** Keeps the newer half. */
  private static void shorten(Path at) throws IOException {
    Path draft = at.resolveSibling(at.getFileName() + ".new");
    try (RandomAccessFile from = new RandomAccessFile(at.toFile(), "r")) {
      from.seek(from.length() / 2);
      from.readLine();
      byte[] rest = new byte[(int) (from.length() - from.getFilePointer())];
      from.readFully(rest);
      PrivateFiles.createFile(draft);
      Files.write(draft, rest);
    }
    Files.move(draft, at, StandardCopyOption.REPLACE_EXISTING);
  }

  private void closeQuietly() {
    RandomAccessFile known = open;
    open = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException e) {
        LOG.debug("{} did not close: {}", file, e.toString());
      }
    }
  }

  @Override
  public void close() {
    closeQuietly();
  }
}
