package dev.andon.edge;

import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.folder.FileNaming;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.edge.capture.folder.FolderSettings;
import dev.andon.edge.capture.folder.FolderWatch;
import dev.andon.edge.capture.folder.PartIdRule;
import dev.andon.edge.capture.folder.WatchedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The folder that a station's file describes. Thread-safe. */
final class ConfiguredFolder {
  private final WatchedFolder folder;
  private final AtomicReference<@Nullable FolderWatch> open = new AtomicReference<>();

  /**
   * @param path absolute
   * @param batch whether the source ends when no picture is left, whatever the file says
   * @throws IllegalArgumentException when a key's value is out of range or contradicts another
   */
  ConfiguredFolder(AgentConfig.Source source, Path path, boolean batch) {
    FolderSettings otherwise = FolderSettings.DEFAULT;
    this.folder =
        new WatchedFolder(
            path,
            new FolderSettings(
                !batch && source.watch().orElse(otherwise.watch()),
                source.poll().orElse(otherwise.poll()),
                source.settle().orElse(otherwise.settle()),
                ConfiguredFeed.pixels(source)),
            new FileNaming(
                source.partId().orElse(PartIdRule.PATH),
                source.pattern().map(ConfiguredFolder::pattern),
                source.variant(),
                source.view()));
  }

  private static Pattern pattern(String written) {
    try {
      return Pattern.compile(written);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "source.pattern is no regular expression: "
              + String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""),
          wrong);
    }
  }

  FolderWatch open(CaptureSettings settings, FolderMemory memory) {
    FolderWatch opened = FolderWatch.of(folder, memory, settings);
    open.set(opened);
    return opened;
  }

  SourceState state() {
    FolderWatch now = open.get();
    return now == null
        ? SourceState.notReady("folder " + folder.path() + " is not open yet")
        : now.state();
  }

  boolean identifiesParts() {
    return folder.naming().identifiesParts();
  }

  /**
   * Somebody waits for the end: a folder that is not there has none.
   *
   * @throws IllegalStateException where the folder is not there
   */
  void mustBeThere() {
    if (!Files.isDirectory(folder.path())) {
      throw new IllegalStateException(
          "folder "
              + folder.path()
              + " is not there or is no folder: mount or make it, or correct source.path");
    }
  }
}
