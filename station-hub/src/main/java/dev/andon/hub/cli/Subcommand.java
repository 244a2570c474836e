package dev.andon.hub.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/**
 * A command below another one, whose options it shares.
 *
 * @param <P> the one above
 */
abstract class Subcommand<P> implements Callable<Integer> {
  @ParentCommand private @Nullable P above;

  @Override
  public final Integer call() throws IOException {
    run(requireNonNull(above));
    return 0;
  }

  /** Does the command's work, with the help of the one above. */
  abstract void run(P above) throws IOException;
}
