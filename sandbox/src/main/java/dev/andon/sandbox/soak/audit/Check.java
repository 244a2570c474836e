package dev.andon.sandbox.soak.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One promise and how often it was broken.
 *
 * @param name stable, for machines
 * @param promise in words
 * @param found breaches; the promise holds at 0
 * @param examples some of them
 * @param figures what else was counted and is allowed, by name
 */
public record Check(
    String name, String promise, long found, List<String> examples, Map<String, Long> figures) {

  private static final int MOST_EXAMPLES = 10;

  public Check {
    examples = List.copyOf(examples);
    figures = new TreeMap<>(figures);
    if (found < 0) {
      throw new IllegalArgumentException(name + " was found " + found + " times");
    }
  }

  /** One breach an example. */
  static Check of(String name, String promise, List<String> breaches, Map<String, Long> figures) {
    List<String> some = breaches.subList(0, Math.min(breaches.size(), MOST_EXAMPLES));
    return new Check(name, promise, breaches.size(), some, figures);
  }

  public boolean holds() {
    return found == 0;
  }
}
