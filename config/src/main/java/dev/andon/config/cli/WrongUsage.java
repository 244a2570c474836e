package dev.andon.config.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line in one sentence, and where the help is, in place of the
 * whole help. Exit status 2. Thread-safe.
 */
public final class WrongUsage implements IParameterExceptionHandler {
  private static final String CAUSE = " (java.lang.IllegalArgumentException: ";

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("andon: " + sentence(String.valueOf(wrong.getMessage())));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See " + command.getCommandSpec().qualifiedName(" ") + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Converters say what they want in an exception, whose class nobody wants to read. */
  private static String sentence(String message) {
    int cause = message.indexOf(CAUSE);
    return cause < 0 || !message.endsWith(")")
        ? message
        : message.substring(0, cause)
            + ": "
            + message.substring(cause + CAUSE.length(), message.length() - 1);
  }
}
