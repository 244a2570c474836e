package dev.andon.edge.capture.camera;

import dev.andon.config.AddressName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a child process says on its standard error, line by line: the first lines are logged, the
 * last ones kept for the day it dies. Addresses and passwords in them are not repeated.
 * Thread-safe.
 */
final class ChildWords {
  private static final Logger LOG = LoggerFactory.getLogger(ChildWords.class);
  private static final int LOGGED_LINES = 20;
  private static final int KEPT_LINES = 3;
  private static final int LONGEST_LINE = 200;
  private static final long REST_MS = 200;

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://\\S*");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)((?:pass\\w*|pwd|user-(?:id|pw)|token|secret|key)\\S{0,2}[=:]\\s*)\\S+");

  private final String name;
  private final Deque<String> last = new ArrayDeque<>();
  private final Thread listener;
  private int lines;

  private ChildWords(Process child, String name) {
    this.name = name;
    this.listener =
        Thread.ofPlatform().name("stderr-" + name).daemon().unstarted(() -> listen(child));
  }

  /** Listens until the child closes its standard error. */
  static ChildWords of(Process child, String name) {
    ChildWords words = new ChildWords(child, name);
    words.listener.start();
    return words;
  }

  private void listen(Process child) {
    try (BufferedReader err =
        new BufferedReader(new InputStreamReader(child.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = line(err); line != null; line = line(err)) {
        hear(line);
      }
    } catch (IOException gone) {
      LOG.debug("source={} standard error ended: {}", name, gone.toString());
    }
  }

  /** A line without end takes no memory without end; null behind the last. */
  private static @Nullable String line(BufferedReader err) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = err.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (line.length() < 4 * LONGEST_LINE) {
        line.append(Character.isISOControl(c) ? ' ' : (char) c);
      }
      c = err.read();
    }
    return line.toString();
  }

  private void hear(String line) {
    String shown = shortened(withoutSecrets(line.strip()));
    if (shown.isEmpty()) {
      return;
    }
    synchronized (this) {
      last.addLast(shown);
      if (last.size() > KEPT_LINES) {
        last.removeFirst();
      }
      lines++;
    }
    if (lines <= LOGGED_LINES) {
      LOG.info("source={} says: {}", name, shown);
    }
  }

  static String withoutSecrets(String line) {
    String named =
        ADDRESS.matcher(line).replaceAll(found -> quoted(AddressName.of(found.group()).text()));
    return PASSWORD.matcher(named).replaceAll(ChildWords::hidden);
  }

  private static String hidden(MatchResult found) {
    return quoted(found.group(1) + AddressName.HIDDEN);
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  /** The last lines, as the end of a sentence; empty if there were none. */
  String last() {
    try {
      listener.join(REST_MS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return last.isEmpty() ? "" : ": " + String.join(" | ", last);
    }
  }
}
