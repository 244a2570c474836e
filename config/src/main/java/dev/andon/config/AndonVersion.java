package dev.andon.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this software. It is written in the root's {@code pom.xml} and nowhere else. */
public final class AndonVersion {
  /** Such as {@code 1.4.0}. */
  public static final String NUMBER = read();

  private AndonVersion() {}

  private static String read() {
    Properties build = new Properties();
    try (InputStream in = AndonVersion.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is not in the config module's jar");
      }
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
    String number = build.getProperty("version", "");
    if (!number.matches("\\d+\\.\\d+\\.\\d+(-\\w+)?")) {
      throw new IllegalStateException(
          "the build wrote no version into version.properties, but '" + number + "'");
    }
    return number;
  }
}
