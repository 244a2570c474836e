package dev.andon.sandbox.soak;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The broker installed on this machine. */
final class Mosquitto {

  private static final Pattern VERSION = Pattern.compile("mosquitto version (\\S+)");

  private Mosquitto() {}

  /** Debian puts it where only root looks. */
  static Optional<Path> executable() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of(path.split(File.pathSeparator, -1)).filter(folder -> !folder.isEmpty()),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** As it says itself. */
  static String version(Path executable) throws IOException {
    Process process =
        new ProcessBuilder(executable.toString(), "-h").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher version = VERSION.matcher(said);
    return version.find() ? version.group(1) : "unknown";
  }
}
