package dev.andon.edge;

import dev.andon.config.AddressName;
import dev.andon.config.Secret;
import dev.andon.edge.capture.CaptureSettings;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.PacedSource;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.VariantFile;
import dev.andon.edge.capture.camera.CameraAccess;
import dev.andon.edge.capture.camera.LiveSession;
import dev.andon.edge.capture.camera.LiveSource;
import dev.andon.edge.capture.camera.VideoSource;
import dev.andon.edge.capture.folder.FolderMemory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The source that a station's file describes. Thread-safe. */
final class ConfiguredSource implements Feed {
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration HANDLING = Duration.ofSeconds(5);
  private static final Pattern RTSP = Pattern.compile("(?i)rtsps?://\\S+");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final AgentConfig.Source source;
  private final Optional<Path> path;
  private final Optional<LiveCamera> camera;
  private final CaptureSettings settings;
  private final Optional<ConfiguredFolder> folder;
  private final Optional<VariantFile> variants;

  /** A camera and this agent's run at it. */
  private record LiveCamera(CameraAccess access, LiveSession session) {
    static LiveCamera of(CameraAccess access) {
      return new LiveCamera(access, LiveSession.begin(access.name(), new SecureRandom()));
    }
  }

  /**
   * @param path the source's path made absolute
   * @throws IllegalArgumentException when a key is missing that the kind needs
   */
  ConfiguredSource(AgentConfig.Source source, Optional<Path> path) {
    this(source, path, false, Optional.empty());
  }

  /**
   * The same.
   *
   * @param batch whether somebody waits for its end: then a folder is not watched
   * @param variants says which variant runs, where a file does; closed with this
   */
  ConfiguredSource(
      AgentConfig.Source source,
      Optional<Path> path,
      boolean batch,
      Optional<VariantFile> variants) {
    this.source = source;
    this.variants = variants;
    this.path = path;
    check();
    this.folder =
        source.kind() == AgentConfig.SourceKind.FOLDER
            ? Optional.of(new ConfiguredFolder(source, path(), batch))
            : Optional.empty();
    this.camera = camera().map(LiveCamera::of);
    this.settings =
        CaptureSettings.of(
            camera
                .map(live -> labelling(live.session()))
                .orElseGet(() -> Labelling.same(source.variant(), source.view())));
  }

  private Labelling labelling(LiveSession session) {
    Labelling parts = session.labelling(source.variant(), source.view());
    return variants.map(parts::of).orElse(parts);
  }

  @Override
  public void close() {
    variants.ifPresent(VariantFile::close);
  }

  /** Where it is a folder. */
  Optional<ConfiguredFolder> folder() {
    return folder;
  }

  @Override
  public SourceState state() {
    SourceState said = folder.map(ConfiguredFolder::state).orElse(SourceState.FINE);
    return variants.flatMap(VariantFile::trouble).map(said::noting).orElse(said);
  }

  @Override
  public String name() {
    return camera.map(live -> live.access().name()).orElseGet(() -> path().toString());
  }

  @Override
  public boolean live() {
    return camera.isPresent();
  }

  /** A camera says which picture it is, not which part; a folder's names may say either. */
  @Override
  public boolean identifiesParts() {
    return folder.map(ConfiguredFolder::identifiesParts).orElse(!live());
  }

  @Override
  public Duration patience() {
    return Feed.super
        .patience()
        .plus(source.timeout().orElse(SILENCE))
        .plus(source.takt().orElse(Duration.ZERO));
  }

  /** A camera that is silent is lost after its time-out; what is older hangs on its way to us. */
  @Override
  public Optional<Duration> freshness() {
    return camera.map(
        live ->
            source
                .timeout()
                .orElse(SILENCE)
                .plus(source.takt().orElse(Duration.ZERO))
                .plus(HANDLING));
  }

  @Override
  public Optional<LiveSession> session() {
    return camera.map(LiveCamera::session);
  }

  @Override
  public FrameSource open(Optional<Cursor> after) {
    if (folder.isPresent()) {
      throw new IllegalStateException("a folder needs to know which files are done");
    }
    return paced(
        camera
            .map(live -> open(live, after))
            .orElseGet(() -> VideoSource.open(path(), after, settings)));
  }

  @Override
  public FrameSource open(Optional<Cursor> after, FolderMemory files) {
    return folder.isPresent() ? paced(folder.get().open(settings, files)) : open(after);
  }

  private FrameSource paced(FrameSource opened) {
    return source.takt().isEmpty()
        ? opened
        : new PacedSource(opened, source.takt().get(), System::nanoTime, PacedSource.Pause.SLEEP);
  }

  private FrameSource open(LiveCamera live, Optional<Cursor> after) {
    variants.ifPresent(VariantFile::start);
    live.session().resume(after);
    return LiveSource.open(
        live.access(), live.session(), source.timeout().orElse(SILENCE), settings);
  }

  private Optional<CameraAccess> camera() {
    return switch (source.kind()) {
      case FOLDER, VIDEO, PUSH -> Optional.empty();
      case RTSP -> Optional.of(rtsp());
      case V4L2 ->
          Optional.of(
              new CameraAccess.V4l2(
                  device(),
                  source.width().orElse(WIDTH),
                  source.height().orElse(HEIGHT),
                  source.format(),
                  source.exposure()));
      case PIPE ->
          Optional.of(
              new CameraAccess.Pipe(
                  source.command().orElseThrow(),
                  source.width().orElseThrow(),
                  source.height().orElseThrow(),
                  source.pixels().orElse(CameraAccess.Pixels.BGR)));
    };
  }

  private CameraAccess rtsp() {
    String address = source.address().map(Secret::text).orElseThrow();
    if (!RTSP.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "source.address must be rtsp://[user:password@]host[:port]/path, but is "
              + AddressName.of(address));
    }
    return new CameraAccess.Rtsp(address, source.transport().orElse(CameraAccess.Transport.TCP));
  }

  private void check() {
    only(AgentConfig.SourceKind.RTSP, "transport", source.transport());
    only(AgentConfig.SourceKind.V4L2, "format", source.format());
    only(AgentConfig.SourceKind.V4L2, "exposure", source.exposure());
    only(AgentConfig.SourceKind.PIPE, "command", source.command());
    only(AgentConfig.SourceKind.PIPE, "pixels", source.pixels());
    boolean complete =
        switch (source.kind()) {
          case FOLDER, VIDEO -> path.isPresent();
          case RTSP -> source.address().isPresent();
          case V4L2 -> source.device().isPresent();
          case PUSH -> true;
          case PIPE ->
              source.command().isPresent()
                  && source.width().isPresent()
                  && source.height().isPresent();
        };
    if (!complete) {
      throw new IllegalArgumentException(
          "source of kind "
              + word(source.kind())
              + " needs "
              + switch (source.kind()) {
                case FOLDER, VIDEO -> "path";
                case RTSP -> "address";
                case V4L2 -> "device";
                case PIPE -> "command, width and height";
                case PUSH -> "http";
              });
    }
    if (source.kind() != AgentConfig.SourceKind.FOLDER) {
      refuse("watch", source.watch());
      refuse("poll", source.poll());
      refuse("settle", source.settle());
      refuse("part_id", source.partId());
      refuse("pattern", source.pattern());
      refuse("bits", source.bits());
      refuse("background", source.background());
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

  private void only(AgentConfig.SourceKind kind, String key, Optional<?> value) {
    if (value.isPresent() && source.kind() != kind) {
      throw new IllegalArgumentException(
          "source."
              + key
              + " is for kind "
              + word(kind)
              + ", but the kind is "
              + word(source.kind()));
    }
  }

  private static String word(AgentConfig.SourceKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Path path() {
    return path.orElseThrow();
  }

  private int device() {
    return source.device().orElseThrow();
  }
}
