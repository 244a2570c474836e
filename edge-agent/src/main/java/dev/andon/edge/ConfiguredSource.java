package dev.andon.edge;

import dev.andon.config.Secret;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FolderMemory;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The source that a station's file describes. Thread-safe. */
final class ConfiguredSource implements Feed {
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final AgentConfig.Source source;
  private final Optional<Path> path;
  private final Sources sources;
  private final Optional<ConfiguredFolder> folder;

  /**
   * @param path the source's path made absolute
   * @throws IllegalArgumentException when a key is missing that the kind needs
   */
  ConfiguredSource(AgentConfig.Source source, Optional<Path> path) {
    this(source, path, false);
  }

  /**
   * The same.
   *
   * @param batch whether somebody waits for its end: then a folder is not watched
   */
  ConfiguredSource(AgentConfig.Source source, Optional<Path> path, boolean batch) {
    this.source = source;
    this.path = path;
    this.sources = Sources.of(Labelling.same(source.variant(), source.view()));
    check();
    this.folder =
        source.kind() == AgentConfig.SourceKind.FOLDER
            ? Optional.of(new ConfiguredFolder(source, path(), batch))
            : Optional.empty();
  }

  /** Where it is a folder. */
  Optional<ConfiguredFolder> folder() {
    return folder;
  }

  @Override
  public boolean identifiesParts() {
    return folder.map(ConfiguredFolder::identifiesParts).orElse(true);
  }

  @Override
  public SourceState state() {
    return folder.map(ConfiguredFolder::state).orElse(SourceState.FINE);
  }

  @Override
  public String name() {
    return switch (source.kind()) {
      case FOLDER, VIDEO -> path().toString();
      case RTSP -> address().replaceFirst("//[^/@]*@", "//");
      case V4L2 -> "/dev/video" + device();
    };
  }

  @Override
  public boolean live() {
    return switch (source.kind()) {
      case FOLDER, VIDEO -> false;
      case RTSP, V4L2 -> true;
    };
  }

  @Override
  public FrameSource open(Optional<Cursor> after) {
    return paced(
        switch (source.kind()) {
          case FOLDER -> throw new IllegalStateException("a folder needs to know what is done");
          case VIDEO -> sources.video(path(), after);
          case RTSP -> sources.rtsp(address(), source.timeout().orElse(SILENCE));
          case V4L2 ->
              sources.v4l2(device(), source.width().orElse(WIDTH), source.height().orElse(HEIGHT));
        });
  }

  @Override
  public FrameSource open(Optional<Cursor> after, FolderMemory files) {
    return folder.isPresent() ? paced(folder.get().open(sources, files)) : open(after);
  }

  private FrameSource paced(FrameSource opened) {
    return source.takt().isEmpty()
        ? opened
        : new PacedSource(opened, source.takt().get(), System::nanoTime, PacedSource.Pause.SLEEP);
  }

  private void check() {
    boolean complete =
        switch (source.kind()) {
          case FOLDER, VIDEO -> path.isPresent();
          case RTSP -> source.address().isPresent();
          case V4L2 -> source.device().isPresent();
        };
    if (!complete) {
      throw new IllegalArgumentException(
          "source of kind "
              + source.kind().name().toLowerCase(java.util.Locale.ROOT)
              + " needs "
              + switch (source.kind()) {
                case FOLDER, VIDEO -> "path";
                case RTSP -> "address";
                case V4L2 -> "device";
              });
    }
    if (source.kind() != AgentConfig.SourceKind.FOLDER) {
      refuse("watch", source.watch());
      refuse("poll", source.poll());
      refuse("settle", source.settle());
      refuse("part_id", source.partId());
      refuse("pattern", source.pattern());
    }
  }

  private void refuse(String key, Optional<?> value) {
    if (value.isPresent()) {
      throw new IllegalArgumentException(
          "source."
              + key
              + " is for kind folder, but the kind is "
              + source.kind().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private Path path() {
    return path.orElseThrow();
  }

  private String address() {
    return source.address().map(Secret::text).orElseThrow();
  }

  private int device() {
    return source.device().orElseThrow();
  }
}
