package dev.andon.hub.exchange;

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

  /** A station that came in through the broker, which has authenticated it. */
  record Station(String plant, String line, String station) implements Caller {
    public Station {
      if (plant.isBlank() || line.isBlank() || station.isBlank()) {
        throw new IllegalArgumentException("a station is named by plant, line and station");
      }
    }
  }

  /** Nothing was presented. */
  record Anonymous() implements Caller {}
}
