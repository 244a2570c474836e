package dev.andon.hub.admin;

import dev.andon.config.KeptToken;
import dev.andon.config.Secret;
import dev.andon.hub.http.HttpConfig;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What opens the hub's own side: its page, {@code /admin} and {@code /metrics}. It comes from the
 * configuration or, where that has none, from {@code data/admin.token}, which the hub makes at its
 * first start, readable by its owner alone. Thread-safe.
 *
 * @param where what a person is told about where to find it
 */
public record AdminToken(Secret secret, String where) {
  /** Its name in the data folder. */
  public static final String FILE = "admin.token";

  private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);

  public AdminToken {
    if (!HttpConfig.isToken(secret.text())) {
      throw new IllegalStateException(
          where
              + " does not hold one token of 16 to 512 visible characters; put the right one back,"
              + " or delete the file, and the next start makes another");
    }
  }

  /** The one in force; made where there is none. */
  public static AdminToken of(Optional<Secret> configured, Path data) {
    return configured.map(AdminToken::configured).orElseGet(() -> kept(data));
  }

  /** One that the configuration has. */
  public static AdminToken configured(Secret secret) {
    return new AdminToken(secret, "http.admin_token of the hub's configuration");
  }

  /**
   * The one that a hub has made in this folder; empty where none did.
   *
   * @throws IllegalStateException where it is damaged, or somebody else's
   */
  public static Optional<AdminToken> read(Path data) {
    Path file = data.resolve(FILE);
    try {
      return KeptToken.read(file)
          .map(text -> new AdminToken(new Secret(text.isEmpty() ? "?" : text), file.toString()));
    } catch (AccessDeniedException others) {
      throw new IllegalStateException(
          "only the hub's user may read " + file + "; run this as that user", others);
    } catch (IOException unreadable) {
      throw new IllegalStateException(
          "cannot read " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private static AdminToken kept(Path data) {
    return read(data)
        .orElseGet(
            () -> {
              make(data);
              return read(data).orElseThrow();
            });
  }

  private static void make(Path data) {
    Path file = data.resolve(FILE);
    try {
      KeptToken.make(file);
      LOG.info("made the admin token file={}", file);
    } catch (IOException failed) {
      throw new IllegalStateException(
          "cannot make the admin token " + file + ": " + failed.getMessage(), failed);
    }
  }

  /** Whether this is the token; takes as long for one guess as for another. */
  boolean is(String presented) {
    return same(presented, secret.text());
  }

  static boolean same(String presented, String right) {
    return KeptToken.same(presented, right);
  }

  /**
   * Something that follows from the token and does not give it away.
   *
   * @param purpose another one gives another answer
   * @return 43 characters of base64url
   */
  String derived(String purpose) {
    return KeptToken.derived(secret.text(), purpose);
  }

  /** The query that lets a browser in; a secret. */
  public String query() {
    return "?token=" + URLEncoder.encode(secret.text(), StandardCharsets.UTF_8);
  }
}
