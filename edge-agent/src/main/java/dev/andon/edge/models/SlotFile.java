package dev.andon.edge.models;

import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.Box;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slots of views that have their own: lines {@code variant,view,x1,y1,x2,y2} under that header,
 * slot by slot.
 */
public final class SlotFile {
  public static final String HEADER = "variant,view,x1,y1,x2,y2";

  private SlotFile() {}

  /**
   * Reads a layout.
   *
   * @throws IllegalArgumentException naming line and value of the first mistake
   */
  public static Layout read(Path csv) {
    List<String> lines;
    try {
      lines = Files.readAllLines(csv);
    } catch (IOException e) {
      throw new UncheckedIOException("the slots file " + csv + " cannot be read", e);
    }
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      throw new IllegalArgumentException(csv + ":1: the first line must be " + HEADER);
    }
    Map<ViewKey, List<Box>> slots = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        add(lines.get(i), csv + ":" + (i + 1), slots);
      }
    }
    return new Layout(slots);
  }

  private static void add(String line, String place, Map<ViewKey, List<Box>> slots) {
    String[] fields = line.split(",", -1);
    if (fields.length != 6) {
      throw new IllegalArgumentException(place + ": needs 6 fields, has " + fields.length);
    }
    try {
      Box box =
          new Box(
              Integer.parseInt(fields[2].strip()),
              Integer.parseInt(fields[3].strip()),
              Integer.parseInt(fields[4].strip()),
              Integer.parseInt(fields[5].strip()));
      slots.computeIfAbsent(new ViewKey(fields[0], fields[1]), k -> new ArrayList<>()).add(box);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }
}
