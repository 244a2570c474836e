package dev.andon.edge.status;

import dev.andon.config.KeptToken;
import dev.andon.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets a person change something on the station's page. It comes from the configuration or,
 * where that has none, from {@code operator.token} beside the outbox, which the station makes at
 * its first start, readable by its user alone. Thread-safe.
 *
 * @param where what a person is told about where to find it
 */
public record OperatorToken(Secret secret, String where) {
  /** Its name beside the outbox. */
  public static final String FILE = "operator.token";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorToken.class);

  public OperatorToken {
    if (!KeptToken.fits(secret.text())) {
      throw new IllegalStateException(
          where
              + " does not hold one token of 16 to 512 visible characters; put the right one back,"
              + " or delete the file, and the next start makes another");
    }
  }

  /**
   * The one in force; made where there is none.
   *
   * @throws IllegalStateException where it is damaged, or cannot be read or made
   */
  public static OperatorToken of(Optional<Secret> configured, Path file) {
    return configured
        .map(secret -> new OperatorToken(secret, "enrolment.operator_token of the configuration"))
        .orElseGet(() -> kept(file));
  }

  private static OperatorToken kept(Path file) {
    try {
      Optional<String> there = KeptToken.read(file);
      if (there.isEmpty()) {
        KeptToken.make(file);
        LOG.info("made the operator token file={}", file);
        there = KeptToken.read(file);
      }
      String text = there.filter(t -> !t.isEmpty()).orElse("?");
      return new OperatorToken(new Secret(text), file.toString());
    } catch (IOException unusable) {
      throw new IllegalStateException(
          "cannot read or make the operator token " + file + ": " + unusable.getMessage(),
          unusable);
    }
  }

  boolean is(String presented) {
    return KeptToken.same(presented, secret.text());
  }

  String derived(String purpose) {
    return KeptToken.derived(secret.text(), purpose);
  }
}
