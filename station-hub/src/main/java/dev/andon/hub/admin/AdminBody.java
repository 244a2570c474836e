package dev.andon.hub.admin;

import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonRecords;
import dev.andon.hub.json.JsonWriter;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Small JSON bodies of operators, and the answers to wrong ones. */
final class AdminBody {
  private static final int MAX_BYTES = 64 * 1024;

  private AdminBody() {}

  /**
   * The body as a record.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static <T> T read(ServerRequest request, Class<T> type) {
    // Asked for by name, so that no page of another site can post here from a browser.
    String content = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    if (!content.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new IllegalArgumentException("the content type must be application/json");
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException("the body is longer than " + MAX_BYTES + " bytes");
      }
      return JsonRecords.STRICT.read(bytes, type);
    } catch (BadJson broken) {
      throw new IllegalArgumentException(broken.getMessage(), broken);
    } catch (IOException cut) {
      throw new IllegalArgumentException("the body could not be read to its end", cut);
    }
  }

  /** Answers what the handler refuses with an {@link IllegalArgumentException} as 400. */
  static Handler explained(Handler handler) {
    return (request, response) -> {
      try {
        handler.handle(request, response);
      } catch (IllegalArgumentException wrong) {
        error(response, 400, String.valueOf(wrong.getMessage()));
      }
    };
  }

  static void error(ServerResponse response, int status, String message) {
    send(response, status, json -> json.object("error", () -> json.field("message", message)));
  }

  static void send(ServerResponse response, int status, Consumer<JsonWriter> members) {
    response.status(status);
    response.header("Content-Type", "application/json");
    response.header("Cache-Control", "no-store");
    response.send(JsonWriter.bytes(members));
  }

  static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  static Instant time(String name, @Nullable String text) {
    try {
      return Instant.parse(required(name, text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'" + name + "' must be a time such as 2027-01-01T00:00:00Z", e);
    }
  }

  static Duration period(String name, @Nullable String text) {
    try {
      return Duration.parse(required(name, text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'" + name + "' must be a period such as PT24H", e);
    }
  }
}
