package dev.andon.sandbox.soak.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What damage destroyed: values that a copy from before holds, and that nobody can read any more
 * from the file as the damage left it. What can still be read and is missing later was lost by
 * software.
 */
public final class Toll {

  /**
   * Where names stand in a file.
   *
   * @param table as in the file
   * @param column its text column with the name
   */
  public record Names(String table, String column) {}

  private final Path before;
  private final Path after;

  private Toll(Path before, Path after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Copies a database that nobody has open, before it is damaged.
   *
   * @param scratch a folder for copies, made where it is missing
   */
  public static Toll before(Path database, Path scratch) throws IOException {
    Toll toll = new Toll(scratch.resolve("before.db"), scratch.resolve("after.db"));
    copy(database, toll.before);
    return toll;
  }

  /** Copies it again, after the damage. */
  public void after(Path database) throws IOException {
    copy(database, after);
  }

  /** The names that are gone for good, in order. */
  public Set<String> destroyed(List<Names> columns) {
    Set<String> gone = new TreeSet<>();
    try (ReadableRows then = ReadableRows.open(before);
        ReadableRows now = ReadableRows.open(after)) {
      for (Names one : columns) {
        Set<String> had = then.texts(one.table(), one.column());
        had.removeAll(now.texts(one.table(), one.column()));
        gone.addAll(had);
      }
    }
    return gone;
  }

  /** One column by another one, as it was before. */
  public Map<String, String> pairs(String table, String key, String value) {
    Map<String, String> pairs = new HashMap<>();
    try (ReadableRows then = ReadableRows.open(before)) {
      for (String pair : then.texts(table, key + " || ' ' || " + value)) {
        int blank = pair.indexOf(' ');
        pairs.put(pair.substring(0, blank), pair.substring(blank + 1));
      }
    }
    return pairs;
  }

  private static void copy(Path database, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling(""));
    for (String part : List.of("", "-wal")) {
      Path from = database.resolveSibling(database.getFileName() + part);
      Path target = to.resolveSibling(to.getFileName() + part);
      if (Files.exists(from)) {
        Files.copy(from, target, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(target);
      }
    }
    Files.deleteIfExists(to.resolveSibling(to.getFileName() + "-shm"));
  }
}
