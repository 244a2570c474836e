package dev.andon.hub.setup;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a hub's configuration file. */
public final class HubConfigReader {
  /**
   * What stands for a variable that is not set, where none is needed; long enough for any check.
   */
  public static final String UNSET = "unset-variable-";

  private HubConfigReader() {}

  /** With the variables of this process. */
  public static HubConfig read(Path file) {
    return read(file, Environment.ofProcess());
  }

  /** For commands that need no secret: variables that are not set are read as if they were. */
  public static HubConfig readWithoutSecrets(Path file) {
    return read(file, name -> Optional.of(Environment.ofProcess().get(name).orElse(UNSET + name)));
  }

  /** With these variables. */
  public static HubConfig read(Path file, Environment environment) {
    return new ConfigFile(environment).read(file, HubConfig.class);
  }

  /** The folder that paths of the file are relative to. */
  public static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}
