package dev.andon.sandbox.soak.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds connections that ended, in the broker's log and in those of hub and stations, and says
 * which of them no fault explains. Not thread-safe.
 */
public final class LinkLogs {

  /**
   * Words that blame one of the two sides, whatever else happened at that time. A protocol error is
   * none of them: mosquitto says so of any TLS connection that was cut.
   */
  private static final Pattern BREACH =
      Pattern.compile(
          "receive maximum|malformed|packet too large|oversize|quota exceeded",
          Pattern.CASE_INSENSITIVE);

  /** Mosquitto's, with its time in seconds. */
  private static final Pattern CONNECTED =
      Pattern.compile(
          "(\\d{9,}): New client connected from \\S+ as (\\S+) \\(.*u'([^']*)'.*\\)\\.?");

  private static final Pattern ENDED =
      Pattern.compile(
          "(\\d{9,}): (?:Client|Socket error on client) (\\S+?),?"
              + " (closed its connection.*|disconnected.*|disconnecting.*|has exceeded timeout.*"
              + "|already connected.*)");

  /** Ours: an established link that ended. */
  private static final Pattern AWAY =
      Pattern.compile("broker away .*attempt=0\\b.*|uplink station=\\S+ state=down .*");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  /** A broker needs so long to miss a client, and a client to come back, in milliseconds. */
  private static final long AFTERMATH = 25_000;

  private static final long BEFORE = 2_000;

  /** Two logs speak of one loss within so long, in milliseconds. */
  private static final long SAME = 3_000;

  private final List<FaultLine> faults;
  private final Set<String> ownClients;

  /**
   * @param ownClients hub and stations by the names they log in with
   */
  public LinkLogs(List<FaultLine> faults, Set<String> ownClients) {
    this.faults = List.copyOf(faults);
    this.ownClients = Set.copyOf(ownClients);
  }

  /**
   * Every loss, once: what a client's own log blames on a breach, and what the broker's log has
   * besides.
   *
   * @param logs of hub and stations, by the names they log in with
   */
  public List<LostLink> all(Path broker, Map<String, Path> logs) {
    List<LostLink> losses = new ArrayList<>();
    logs.forEach((client, log) -> losses.addAll(breachesOf(client, log)));
    List<LostLink> breaches = List.copyOf(losses);
    ofBroker(broker).stream()
        .filter(loss -> breaches.stream().noneMatch(breach -> isSame(breach, loss)))
        .forEach(losses::add);
    return losses;
  }

  private static boolean isSame(LostLink breach, LostLink loss) {
    return breach.client().equals(loss.client()) && Math.abs(breach.atMs() - loss.atMs()) <= SAME;
  }

  /** From mosquitto's log; clients that are not ours do not count. */
  private List<LostLink> ofBroker(Path log) {
    Map<String, String> users = new HashMap<>();
    List<LostLink> losses = new ArrayList<>();
    for (String line : lines(log)) {
      Matcher connected = CONNECTED.matcher(line);
      if (connected.matches()) {
        users.put(connected.group(2), connected.group(3));
      }
      Matcher ended = ENDED.matcher(line);
      if (ended.matches()) {
        String user = users.getOrDefault(ended.group(2), ended.group(2));
        if (ownClients.contains(user)) {
          losses.add(loss(Long.parseLong(ended.group(1)) * 1_000, user, ended.group(3)));
        }
      }
    }
    return losses;
  }

  /** From the log of hub or station: breaches alone, because the broker has said the rest. */
  private List<LostLink> breachesOf(String client, Path log) {
    List<LostLink> losses = new ArrayList<>();
    for (String line : lines(log)) {
      Matcher away = AWAY.matcher(line);
      if (away.find() && BREACH.matcher(line).find()) {
        stamp(line).ifPresent(at -> losses.add(new LostLink(at, client, away.group(), true)));
      }
    }
    return losses;
  }

  private LostLink loss(long at, String client, String text) {
    boolean explained =
        faults.stream()
            .filter(fault -> concerns(fault, client))
            .anyMatch(fault -> fault.covers(at, BEFORE, AFTERMATH));
    return new LostLink(at, client, text, !explained || BREACH.matcher(text).find());
  }

  /** A stalled or killed broker takes every link along. */
  private static boolean concerns(FaultLine fault, String client) {
    return fault.target().equals("broker")
        || fault.target().equals("all")
        || fault.target().equals(client);
  }

  private static Optional<Long> stamp(String line) {
    int end = line.indexOf(' ');
    try {
      return end < 0
          ? Optional.empty()
          : Optional.of(
              OffsetDateTime.parse(line.substring(0, end), STAMP).toInstant().toEpochMilli());
    } catch (DateTimeParseException other) {
      return Optional.empty();
    }
  }

  private static List<String> lines(Path log) {
    try {
      return Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + log, failure);
    }
  }
}
