package dev.andon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment's values where a file says {@code ${NAME}} or {@code ${NAME:-default}},
 * before the YAML is parsed. Comments are left alone.
 */
final class Substitution {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private Substitution() {}

  static String apply(String text, String file, Environment environment) {
    StringBuilder out = new StringBuilder(text.length());
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (number > 1) {
        out.append('\n');
      }
      out.append(
          line.stripLeading().startsWith("#") ? line : line(line, number, file, environment));
    }
    return out.toString();
  }

  private static String line(String line, int number, String file, Environment environment) {
    Matcher matcher = VARIABLE.matcher(line);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          out, Matcher.quoteReplacement(value(matcher, number, file, environment)));
    }
    return matcher.appendTail(out).toString();
  }

  private static String value(Matcher matcher, int line, String file, Environment environment) {
    String name = matcher.group(1);
    String fallback = matcher.group(2);
    String value = environment.get(name).orElse(fallback == null ? "" : fallback);
    if (value.isEmpty() && fallback == null) {
      throw new ConfigException(
          file,
          line,
          "environment variable " + name + " is not set; set it or write ${" + name + ":-default}");
    }
    if (value.lines().count() > 1) {
      throw new ConfigException(
          file, line, "environment variable " + name + " holds several lines");
    }
    return value;
  }
}
