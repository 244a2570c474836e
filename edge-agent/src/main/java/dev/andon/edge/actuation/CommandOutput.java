package dev.andon.edge.actuation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a program for each signal: for GPIO and whatever else has one. No shell: each word of the
 * configuration is one argument, whatever a part is called. The command stands on its standard
 * input as JSON; exit code 0 means that the line has it. Confined to one thread.
 */
public final class CommandOutput implements LineOutput {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]*)}");
  private static final Set<String> PLACES =
      Set.of("signal", "part", "variant", "view", "cause", "station", "id");

  /** What a program may know of the agent's environment: secrets stand in others. */
  private static final Set<String> KEPT =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

  private static final int LONGEST_LINE = 200;
  private static final long LAST_WORDS_MS = 100;

  private final List<String> words;
  private final Duration timeout;
  private final CommandJson json = new CommandJson();

  /**
   * @param words the program's path, then its arguments; {@code {signal}}, {@code {part}}, {@code
   *     {variant}}, {@code {view}}, {@code {cause}}, {@code {station}} and {@code {id}} are
   *     replaced inside arguments
   * @param timeout 1 ms to 1 min, after which the program is killed
   */
  public CommandOutput(List<String> words, Duration timeout) {
    if (words.isEmpty() || words.getFirst().isBlank()) {
      throw new IllegalArgumentException("line output of kind command needs run: [PROGRAM, …]");
    }
    if (!Files.isExecutable(Path.of(words.getFirst()))) {
      throw new IllegalArgumentException(
          "run: '%s' is no program that we may execute; the first word is its path"
              .formatted(words.getFirst()));
    }
    if (timeout.toMillis() < 1 || timeout.toMillis() > 60_000) {
      throw new IllegalArgumentException(
          "timeout must be 1ms to 1m, but is " + timeout.toMillis() + "ms");
    }
    words.stream().skip(1).forEach(CommandOutput::checkPlaces);
    this.words = List.copyOf(words);
    this.timeout = timeout;
  }

  private static void checkPlaces(String word) {
    Matcher place = PLACE.matcher(word);
    while (place.find()) {
      if (!PLACES.contains(place.group(1))) {
        throw new IllegalArgumentException(
            "run: unknown %s; known are %s"
                .formatted(
                    place.group(),
                    String.join(
                        ", ", PLACES.stream().sorted().map(name -> "{" + name + "}").toList())));
      }
    }
  }

  @Override
  public String name() {
    return "command " + words.getFirst();
  }

  /** A pin that is raised hits the part in front of it. */
  @Override
  public boolean namesPart() {
    return false;
  }

  @Override
  public void send(LineCommand command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(arguments(command));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().retainAll(KEPT);
    Process process = builder.start();
    try {
      CompletableFuture<String> lastWords = lastWords(process);
      hand(process, json.bytes(command));
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        throw new IOException(
            "did not end within %d ms and was killed%s"
                .formatted(timeout.toMillis(), said(lastWords)));
      }
      if (process.exitValue() != 0) {
        throw new IOException("ended with " + process.exitValue() + said(lastWords));
      }
    } finally {
      kill(process);
    }
  }

  @Override
  public void close() {}

  private List<String> arguments(LineCommand command) {
    Map<String, String> values =
        Map.of(
            "signal", command.signal().text(),
            "part", command.partId(),
            "variant", command.variant(),
            "view", command.view(),
            "cause", command.cause(),
            "station", command.station(),
            "id", command.id().toString());
    List<String> arguments = new ArrayList<>(List.of(words.getFirst()));
    for (String word : words.subList(1, words.size())) {
      arguments.add(
          PLACE
              .matcher(word)
              .replaceAll(
                  place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), ""))));
    }
    return arguments;
  }

  /** A program need not read it. */
  private static void hand(Process process, byte[] command) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(command);
    } catch (IOException unread) {
      // It has closed its input, or has ended: its exit code says what that means.
    }
  }

  /** Also what it has started itself; a program that has ended is left alone. */
  private static void kill(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> lastWords(Process process) {
    CompletableFuture<String> words = new CompletableFuture<>();
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    var _ = Thread.ofVirtual().start(() -> words.complete(lastLine(errors)));
    return words;
  }

  private static String said(CompletableFuture<String> lastWords) throws InterruptedException {
    try {
      String line = lastWords.get(LAST_WORDS_MS, TimeUnit.MILLISECONDS);
      return line.isEmpty() ? "" : ": " + line;
    } catch (TimeoutException | ExecutionException nothing) {
      return "";
    }
  }

  /** Of what may be long, or without end. */
  private static String lastLine(BufferedReader errors) {
    StringBuilder tail = new StringBuilder();
    char[] chunk = new char[LONGEST_LINE];
    try (errors) {
      int read;
      while ((read = errors.read(chunk)) >= 0) {
        tail.append(chunk, 0, read);
        tail.delete(0, Math.max(0, tail.length() - 2 * LONGEST_LINE));
      }
    } catch (IOException closed) {
      // What has come until now counts.
    }
    String last = tail.toString().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    return last.substring(0, Math.min(last.length(), LONGEST_LINE));
  }
}
