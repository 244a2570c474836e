package dev.andon.hub.money;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Somebody who pays or is paid for: a virtual key, a station, a line … Written {@code line/line-1}.
 * Immutable.
 */
public record Owner(Kind kind, String id) implements Comparable<Owner> {
  private static final int MAX_LENGTH = 128;

  /** From the most particular to the most general; the order in which caps are looked at. */
  public enum Kind {
    KEY,
    STATION,
    LINE,
    TEAM,
    CUSTOMER,
    PLANT;

    /** The word used in configuration, columns and messages: {@code line}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind ofWord(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "'" + word + "' is no kind of owner; use key, station, line, team, customer or plant");
    }
  }

  public Owner {
    requireNonNull(kind, "kind is null");
    if (id.isBlank()
        || id.length() > MAX_LENGTH
        || id.chars().anyMatch(c -> c < ' ' || c == ',')
        || id.chars().filter(c -> c == '/').count() > slashes(kind)) {
      throw new IllegalArgumentException(
          kind.word()
              + " id '"
              + id
              + "' must have 1 to "
              + MAX_LENGTH
              + " characters, no '/', no ',' and no control characters");
    }
  }

  /** A station whose name several lines have is written {@code LINE/STATION}. */
  private static int slashes(Kind kind) {
    return kind == Kind.STATION ? 1 : 0;
  }

  /** Reads {@code kind/id}. */
  public static Owner parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "owner '" + text + "' must be written kind/id, for example line/line-1");
    }
    return new Owner(Kind.ofWord(text.substring(0, slash)), text.substring(slash + 1));
  }

  @Override
  public int compareTo(Owner other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return kind.word() + "/" + id;
  }
}
