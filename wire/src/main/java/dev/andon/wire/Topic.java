package dev.andon.wire;

import java.util.Locale;
import java.util.Optional;

/**
 * An MQTT topic of the contract, {@code andon/v1/{plant}/{line}/{station}/…}.
 *
 * <p>{@link Up} carries what a station says, {@link Down} what the hub answers, {@link State} is
 * the retained birth message and last will.
 */
public sealed interface Topic {
  /** The version level of every topic; a new major version of the contract gets its own tree. */
  String ROOT = "andon/v1";

  StationId station();

  /** The topic as the broker sees it. */
  String text();

  /** Station to hub. */
  enum UpChannel {
    FRAME,
    REPLAY,
    CONFIRM,
    META,
    HEALTH
  }

  /** Hub to station. */
  enum DownChannel {
    RECEIPT,
    VERDICT,
    CONFIG
  }

  /** Something a station says. */
  record Up(StationId station, UpChannel channel) implements Topic {
    @Override
    public String text() {
      return ROOT + "/" + station + "/up/" + lower(channel);
    }
  }

  /** Something the hub says to one station. */
  record Down(StationId station, DownChannel channel) implements Topic {
    @Override
    public String text() {
      return ROOT + "/" + station + "/down/" + lower(channel);
    }
  }

  /** Whether the station is there: retained birth message and last will. */
  record State(StationId station) implements Topic {
    @Override
    public String text() {
      return ROOT + "/" + station + "/state";
    }
  }

  /** The topic a station sends escalations of a lane to. */
  static Topic frames(StationId station, Lane lane) {
    return new Up(station, lane == Lane.LIVE ? UpChannel.FRAME : UpChannel.REPLAY);
  }

  /** The filter that matches one upward channel of every station of a plant. */
  static String filter(String plant, UpChannel channel) {
    return ROOT + "/" + plant + "/+/+/up/" + lower(channel);
  }

  /** The filter that matches the state of every station of a plant. */
  static String stateFilter(String plant) {
    return ROOT + "/" + plant + "/+/+/state";
  }

  /** The filter that matches everything the hub says to one station. */
  static String downFilter(StationId station) {
    return ROOT + "/" + station + "/down/+";
  }

  /** Reads a topic; empty if it is not one of the contract. */
  static Optional<Topic> parse(String text) {
    String[] levels = text.split("/", -1);
    if (levels.length < 6 || !text.startsWith(ROOT + "/")) {
      return Optional.empty();
    }
    try {
      StationId station = new StationId(levels[2], levels[3], levels[4]);
      return switch (levels[5]) {
        case "state" -> levels.length == 6 ? Optional.of(new State(station)) : Optional.empty();
        case "up" ->
            levels.length == 7
                ? Optional.of(new Up(station, UpChannel.valueOf(upper(levels[6]))))
                : Optional.empty();
        case "down" ->
            levels.length == 7
                ? Optional.of(new Down(station, DownChannel.valueOf(upper(levels[6]))))
                : Optional.empty();
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static String lower(Enum<?> channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String level) {
    String upper = level.toUpperCase(Locale.ROOT);
    if (upper.equals(level)) {
      throw new IllegalArgumentException("topic levels are lower case");
    }
    return upper;
  }
}
