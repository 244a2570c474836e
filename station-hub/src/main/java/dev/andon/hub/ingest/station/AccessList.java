package dev.andon.hub.ingest.station;

import dev.andon.hub.account.AccountConfig;
import dev.andon.hub.ingest.mqtt.LoopbackProbe;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may do what at the broker: each station writes below its own {@code up} and its own {@code
 * state} and reads its own {@code down}; the hub reads and writes the other ends. Nobody else may
 * do anything. Immutable.
 *
 * @param hub the hub's entry
 * @param stations by their user names
 */
public record AccessList(Entry hub, Map<String, Entry> stations) {

  /**
   * One user of the broker.
   *
   * @param user what it logs in as
   * @param mayWrite topic filters
   * @param mayRead topic filters
   */
  public record Entry(String user, List<String> mayWrite, List<String> mayRead) {}

  /**
   * Gives each of a plant's stations, and its hub, a user.
   *
   * @param hubClientId the hub's name at the broker; its pulse runs over a topic of that name
   * @param stations those of the configuration; each needs its line
   * @throws IllegalArgumentException naming the station that cannot have a user
   */
  public static AccessList of(
      String plant, String hubUser, String hubClientId, List<AccountConfig> stations) {
    Map<String, Entry> entries = new TreeMap<>();
    for (AccountConfig station : stations) {
      StationId id = new StationId(plant, line(station), station.id());
      Entry entry = station(userOf(id), id);
      if (entries.putIfAbsent(entry.user(), entry) != null || entry.user().equals(hubUser)) {
        throw new IllegalArgumentException(
            "two users of the broker would be called "
                + entry.user()
                + ": rename station "
                + station.id()
                + " or its line, or mqtt.username");
      }
    }
    return new AccessList(hub(plant, hubUser, hubClientId), Map.copyOf(entries));
  }

  /** What a station logs in as: line and station, as station names repeat from line to line. */
  public static String userOf(StationId station) {
    return station.line() + "." + station.station();
  }

  private static String line(AccountConfig station) {
    return station
        .line()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "station "
                        + station.id()
                        + " names no line, so its topics are not known: write {id: "
                        + station.id()
                        + ", line: LINE} in stations"));
  }

  private static Entry station(String user, StationId id) {
    String own = Topic.ROOT + "/" + id;
    return new Entry(
        user, List.of(own + "/up/#", new Topic.State(id).text()), List.of(own + "/down/#"));
  }

  private static Entry hub(String plant, String user, String clientId) {
    String all = Topic.ROOT + "/" + plant + "/+/+";
    String probe = LoopbackProbe.topicOf(clientId);
    return new Entry(
        user,
        List.of(all + "/down/#", probe),
        List.of(all + "/up/#", Topic.stateFilter(plant), probe));
  }

  /** The hub first, then stations by name. */
  public List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.add(hub);
    all.addAll(new TreeMap<>(stations).values());
    return all;
  }
}
