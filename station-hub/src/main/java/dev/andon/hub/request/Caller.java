package dev.andon.hub.request;

/** Who asks, before anybody has checked it. */
public sealed interface Caller {

  /**
   * A virtual key as it was presented over HTTP. Prints masked.
   *
   * @param key the presented text; may be wrong, empty or long
   */
  record Presented(String key) implements Caller {
    @Override
    public String toString() {
      return "Presented[***]";
    }
  }

  /**
   * A station that came in through the broker, which has authenticated it.
   *
   * @param account under what name it pays: its own, or {@code LINE/STATION} where several lines
   *     have that name
   */
  record Station(String plant, String line, String station, String account) implements Caller {
    /** One whose name no other line has. */
    public Station(String plant, String line, String station) {
      this(plant, line, station, station);
    }

    public Station {
      if (plant.isBlank() || line.isBlank() || station.isBlank()) {
        throw new IllegalArgumentException("a station is named by plant, line and station");
      }
    }
  }

  /** Nothing was presented. */
  record Anonymous() implements Caller {}
}
