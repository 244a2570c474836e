package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.PartIds;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the names of a folder's pictures say about the parts. Thread-safe. */
public final class FileNaming {
  private static final Logger LOG = LoggerFactory.getLogger(FileNaming.class);
  private static final String PART = "part";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

  private final PartIdRule rule;
  private final Optional<Pattern> pattern;
  private final String variant;
  private final String view;
  private final AtomicLong unmatched = new AtomicLong();

  /**
   * @param pattern where the rule is {@link PartIdRule#PATTERN}: applied to the path below the
   *     folder without the file's ending; its groups {@code variant} and {@code view}, where it has
   *     them, replace the station's
   * @param variant of pictures whose names do not tell it
   * @param view the same
   * @throws IllegalArgumentException where there is a pattern and no use for it, or the other way
   *     round, or it has no group {@code part}
   */
  public FileNaming(PartIdRule rule, Optional<Pattern> pattern, String variant, String view) {
    this.rule = rule;
    this.pattern = pattern;
    this.variant = variant;
    this.view = view;
    if ((rule == PartIdRule.PATTERN) != pattern.isPresent()) {
      throw new IllegalArgumentException(
          "source.pattern and source.part_id: pattern go together: give both or neither");
    }
    pattern.ifPresent(FileNaming::checkGroups);
  }

  private static void checkGroups(Pattern pattern) {
    if (!pattern.namedGroups().containsKey(PART)) {
      throw new IllegalArgumentException(
          "source.pattern needs a group (?<part>…), but is " + pattern.pattern());
    }
  }

  /** Whether pictures with the same part id show the same part. */
  public boolean identifiesParts() {
    return switch (rule) {
      case STEM, PATTERN -> true;
      case PATH, NONE -> false;
    };
  }

  /** Pictures whose names did not match the pattern. */
  public long unmatched() {
    return unmatched.get();
  }

  /**
   * Never fails.
   *
   * @param again whether a file of this name was done before, with another content
   */
  PartLabel label(Cursor cursor, boolean again) {
    return switch (rule) {
      case PATH -> station(path(cursor, again));
      case STEM -> station(Labelling.stem(cursor.file()));
      case NONE -> station("picture-" + number(cursor));
      case PATTERN -> byPattern(cursor, again);
    };
  }

  private PartLabel byPattern(Cursor cursor, boolean again) {
    String name = withoutEnding(cursor.file());
    @Nullable PartLabel found = pattern.map(p -> matched(p, name)).orElse(null);
    if (found != null) {
      return found;
    }
    if (unmatched.getAndIncrement() == 0) {
      LOG.warn(
          "name={} does not match source.pattern={}; such pictures get their path as part id and"
              + " variant={} view={}",
          name,
          pattern.map(Pattern::pattern).orElse(""),
          variant,
          view);
    }
    return station(path(cursor, again));
  }

  private @Nullable PartLabel matched(Pattern by, String name) {
    try {
      Matcher matcher = by.matcher(new BoundedText(name));
      return matcher.matches() ? label(matcher) : null;
    } catch (BoundedText.Exhausted | StackOverflowError tooHard) {
      LOG.debug("source.pattern gives up on name={}", name, tooHard);
      return null;
    }
  }

  private @Nullable PartLabel label(Matcher matcher) {
    Optional<String> part = group(matcher, PART);
    return part.isEmpty()
        ? null
        : new PartLabel(
            PartIds.valid(part.get()),
            group(matcher, "variant").orElse(variant),
            group(matcher, "view").orElse(view));
  }

  private static Optional<String> group(Matcher matcher, String name) {
    return matcher.namedGroups().containsKey(name)
        ? Optional.ofNullable(matcher.group(name))
            .filter(text -> !text.isBlank())
            .map(text -> text.length() <= PartIds.LONGEST ? text : PartIds.valid(text))
        : Optional.empty();
  }

  private PartLabel station(String part) {
    return new PartLabel(PartIds.valid(part), variant, view);
  }

  private static String path(Cursor cursor, boolean again) {
    return again
        ? cursor.file() + "@" + cursor.stamp().map(FileNaming::time).orElse("")
        : cursor.file();
  }

  private static String time(FileStamp stamp) {
    return TIME.format(Instant.ofEpochMilli(stamp.modifiedMillis()));
  }

  private static String number(Cursor cursor) {
    FileStamp stamp = cursor.stamp().orElse(new FileStamp(0, 0));
    return HexFormat.of().toHexDigits(FileIds.of("", cursor.file(), stamp));
  }

  private static String withoutEnding(String file) {
    return file.substring(0, file.length() - PictureNames.ending(file).length());
  }
}
