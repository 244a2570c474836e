package dev.andon.sandbox.soak.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;

/** A file with one JSON object a line that is only ever appended to. Thread-safe. */
public final class JsonLines implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ReentrantLock lock = new ReentrantLock();
  private final Path file;
  private final Writer out;
  private boolean closed;

  private JsonLines(Path file, Writer out) {
    this.file = file;
    this.out = out;
  }

  /** Goes on behind what the file holds; makes it where there is none. */
  public static JsonLines appendTo(Path file) {
    try {
      Writer out =
          Files.newBufferedWriter(
              file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new JsonLines(file, out);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }

  /** Appends one line and hands it to the operating system; nothing once it is closed. */
  public void add(Object line) {
    lock.lock();
    try {
      if (!closed) {
        out.write(JSON.writeValueAsString(line) + "\n");
        out.flush();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    } finally {
      lock.unlock();
    }
  }

  /** Every line, in order; none where there is no file. */
  public static <T> List<T> read(Path file, Class<T> type) {
    List<T> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return lines;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add(JSON.readValue(line, type));
      }
      return lines;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      out.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    } finally {
      lock.unlock();
    }
  }
}
