package dev.andon.hub.http;

import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a request's headers say about who asks and how. */
public final class Callers {
  private static final String BEARER = "bearer ";
  private static final int MAX_KEY = 512;
  private static final List<HeaderName> KEYS =
      List.of(
          HeaderNames.create("x-api-key"),
          HeaderNames.create("x-goog-api-key"),
          HeaderNames.create("api-key"));
  private static final HeaderName DEADLINE = HeaderNames.create("x-andon-deadline-ms");
  private static final HeaderName LANE = HeaderNames.create("x-andon-lane");
  private static final String ATTRIBUTE = "x-andon-attr-";
  private static final Map<String, HeaderName> SHORT =
      Stream.of("line", "station", "variant", "view", "sku")
          .collect(Collectors.toMap(name -> name, name -> HeaderNames.create("x-andon-" + name)));
  private static final long MAX_DEADLINE_MS = 86_400_000;

  private Callers() {}

  /** The virtual key, from {@code Authorization: Bearer} or one of the providers' own headers. */
  public static Caller caller(ServerRequestHeaders headers) {
    Optional<String> bearer =
        headers
            .first(HeaderNames.AUTHORIZATION)
            .filter(v -> v.toLowerCase(Locale.ROOT).startsWith(BEARER))
            .map(v -> v.substring(BEARER.length()).strip());
    return bearer
        .or(() -> KEYS.stream().flatMap(name -> headers.first(name).stream()).findFirst())
        .map(String::strip)
        .filter(key -> !key.isEmpty() && key.length() <= MAX_KEY)
        .<Caller>map(Caller.Presented::new)
        .orElseGet(Caller.Anonymous::new);
  }

  /**
   * {@code x-andon-line}, {@code -station}, {@code -variant}, {@code -view}, {@code -sku}, and
   * {@code x-andon-attr-NAME} for any other name.
   */
  public static Attributes attributes(ServerRequestHeaders headers) {
    Map<String, String> values = new HashMap<>();
    for (Header header : headers) {
      String name = header.headerName().lowerCase();
      if (name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length()) {
        values.put(name.substring(ATTRIBUTE.length()), header.get());
      }
    }
    SHORT.forEach(
        (name, header) -> headers.first(header).ifPresent(value -> values.put(name, value)));
    try {
      return values.isEmpty() ? Attributes.NONE : new Attributes(values);
    } catch (IllegalArgumentException tooMany) {
      throw new BadRequestException(
          new Refusal.BadRequest(
              Optional.of(ATTRIBUTE + "*"), String.valueOf(tooMany.getMessage())));
    }
  }

  /** {@code x-andon-deadline-ms}: milliseconds the caller waits, 1 to a day. */
  public static Optional<Deadline> deadline(ServerRequestHeaders headers, Ticker ticker) {
    return headers
        .first(DEADLINE)
        .map(Callers::milliseconds)
        .map(ms -> Deadline.after(Duration.ofMillis(ms), ticker));
  }

  private static long milliseconds(String text) {
    if (text.matches("[0-9]{1,9}")) {
      long ms = Long.parseLong(text);
      if (ms >= 1 && ms <= MAX_DEADLINE_MS) {
        return ms;
      }
    }
    throw new BadRequestException(
        new Refusal.BadRequest(
            Optional.of("x-andon-deadline-ms"),
            "x-andon-deadline-ms must be 1 to " + MAX_DEADLINE_MS + " milliseconds"));
  }

  /** {@code x-andon-lane: replay} yields to live callers. */
  public static RequestLane lane(ServerRequestHeaders headers) {
    return headers.first(LANE).filter("replay"::equalsIgnoreCase).isPresent()
        ? RequestLane.REPLAY
        : RequestLane.LIVE;
  }
}
