package dev.andon.edge.actuation;

import java.io.IOException;
import java.time.Duration;

/**
 * Another output whose signals are of use only for a while.
 *
 * @param maxAge above 0
 */
public record TimelyOutput(LineOutput output, Duration maxAge) implements LineOutput {
  /** What is written nowhere. */
  public static final Duration DEFAULT = Duration.ofSeconds(2);

  /** Refuses an age in which nothing could be sent. */
  public TimelyOutput {
    if (!maxAge.isPositive() || maxAge.compareTo(UNLIMITED) > 0) {
      throw new IllegalArgumentException(
          "max_age of a line output must be 1ms to 36500d, but is " + maxAge);
    }
  }

  @Override
  public String name() {
    return output.name();
  }

  @Override
  public void send(LineCommand command) throws IOException, InterruptedException {
    output.send(command);
  }

  @Override
  public Duration attend() throws IOException, InterruptedException {
    return output.attend();
  }

  @Override
  public boolean namesPart() {
    return output.namesPart();
  }

  @Override
  public void close() {
    output.close();
  }
}
