package dev.andon.hub.http;

import dev.andon.hub.request.Refusal;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request's body, admitted and read into one array. Close it when the answer is out.
 *
 * @param bytes may be longer than the body
 * @param length of the body in bytes
 */
public record Body(byte[] bytes, int length, Admission.Ticket ticket) implements AutoCloseable {
  private static final int FIRST = 64 * 1024;

  /** A body that trickles in is answered; only after so much more time it is cut off unanswered. */
  private static final Duration ANSWERED_BEFORE = Duration.ofSeconds(1);

  /**
   * Reads a JSON body.
   *
   * @throws BadRequestException if it is too large, of another type, encoded, cut short, or if the
   *     hub is full
   */
  public static Body read(
      ServerRequest request,
      HttpConfig config,
      Admission admission,
      Ticker ticker,
      ReadWatch watch) {
    checkType(request);
    OptionalLong length = request.headers().contentLength();
    long room = length.orElse(config.bodyBytes());
    if (room > config.bodyBytes()) {
      throw tooLarge(config.bodyBytes(), room);
    }
    Admission.Ticket ticket =
        admission
            .enter(room)
            .orElseThrow(
                () ->
                    new BadRequestException(
                        new Refusal.Busy(
                            Duration.ofSeconds(1), "the hub is handling too many bytes now")));
    Filling filling =
        new Filling(request.content().inputStream(), Deadline.after(config.bodyLimit(), ticker));
    try (ReadWatch.Guard _ = watch.start(config.bodyLimit().plus(ANSWERED_BEFORE))) {
      return length.isPresent()
          ? exactly(filling, (int) room, ticket)
          : upTo(filling, config.bodyBytes(), ticket);
    } catch (RuntimeException unread) {
      ticket.close();
      throw unread;
    }
  }

  private static void checkType(ServerRequest request) {
    Optional<String> type = request.headers().first(HeaderNames.CONTENT_TYPE);
    if (type.isPresent()
        && !type.get().toLowerCase(Locale.ROOT).strip().startsWith("application/json")) {
      throw bad("the content type must be application/json");
    }
    Optional<String> encoding = request.headers().first(HeaderNames.CONTENT_ENCODING);
    if (encoding.filter(e -> !e.equalsIgnoreCase("identity")).isPresent()) {
      throw bad("content encodings are not supported; send the body as it is");
    }
  }

  private static Body exactly(Filling filling, int length, Admission.Ticket ticket) {
    byte[] bytes = new byte[length];
    int read = filling.into(bytes, 0);
    if (read < length) {
      throw bad("the body ends after " + read + " of " + length + " bytes");
    }
    return new Body(bytes, length, ticket);
  }

  private static Body upTo(Filling filling, int max, Admission.Ticket ticket) {
    byte[] bytes = new byte[Math.min(FIRST, max + 1)];
    int length = filling.into(bytes, 0);
    while (length == bytes.length) {
      if (length > max) {
        throw tooLarge(max, length);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(max + 1L, bytes.length * 2L));
      length = filling.into(bytes, length);
    }
    if (length > max) {
      throw tooLarge(max, length);
    }
    ticket.shrinkTo(bytes.length);
    return new Body(bytes, length, ticket);
  }

  /** Reads until the array is full or the body ends; a body that trickles in is given up. */
  private record Filling(InputStream in, Deadline deadline) {
    int into(byte[] bytes, int from) {
      int length = from;
      try {
        while (length < bytes.length) {
          int read = in.read(bytes, length, bytes.length - length);
          if (read < 0) {
            return length;
          }
          length += read;
          if (deadline.expired()) {
            throw bad("the body took too long to arrive");
          }
        }
        return length;
      } catch (BadRequestException known) {
        throw known;
      } catch (IOException | RuntimeException cut) {
        // The server tells an early end, a wrong chunk and a closed socket by unchecked exceptions.
        throw bad("the body could not be read to its end");
      }
    }
  }

  private static BadRequestException bad(String message) {
    return new BadRequestException(new Refusal.BadRequest(Optional.empty(), message));
  }

  private static BadRequestException tooLarge(long limit, long actual) {
    return new BadRequestException(
        new Refusal.TooLarge(
            limit, actual, "the body is larger than " + limit + " bytes; send smaller images"));
  }

  @Override
  public void close() {
    ticket.close();
  }

  @Override
  public String toString() {
    return "Body[" + length + " bytes]";
  }
}
