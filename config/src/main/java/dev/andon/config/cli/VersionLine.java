package dev.andon.config.cli;

import dev.andon.config.AndonVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class VersionLine implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"andon " + AndonVersion.NUMBER};
  }
}
