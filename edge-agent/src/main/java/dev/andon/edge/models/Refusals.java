package dev.andon.edge.models;

import dev.andon.vision.BundleRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Wrong input ends a command with one line for a person and no stack trace; a bug keeps its trace.
 */
public final class Refusals {
  private static final int FAILED = 1;

  private Refusals() {}

  /** Runs a command's work. */
  public static int told(CommandSpec spec, Callable<Integer> work) throws Exception {
    try {
      return work.call();
    } catch (BundleRefusedException | IllegalArgumentException e) {
      return told(spec, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      return told(spec, e.getMessage() + ": " + e.getCause());
    } catch (IOException e) {
      return told(spec, "cannot read or write: " + e.getMessage());
    }
  }

  private static int told(CommandSpec spec, String message) {
    spec.commandLine().getErr().println("andon models " + spec.name() + ": " + message);
    return FAILED;
  }
}
