package dev.andon.edge;

import dev.andon.edge.AgentConfig.SourceKind;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.VariantFile;
import dev.andon.edge.trigger.PartDoor;
import dev.andon.edge.trigger.TriggeredSource;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.PixelRules;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** From what a station's file says of its source to the feed of its frames. Stateless. */
final class ConfiguredFeed {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private ConfiguredFeed() {}

  /**
   * @param batch whether somebody waits for the source's end
   * @throws IllegalArgumentException that names the key and what to write
   */
  static Feed of(AgentConfig config, ConfiguredSettings settings, boolean batch) {
    AgentConfig.Source source = config.source();
    check(source);
    Optional<VariantFile> variants =
        source.variantFile().map(file -> new VariantFile(settings.path(file), System::nanoTime));
    if (source.kind() == SourceKind.PUSH) {
      return new PushFeed(
          new PartDoors(source.http().map(http -> door(http, "source.http")), Optional.empty()),
          new PartLabel("-", source.variant(), source.view()),
          pixels(source),
          variants);
    }
    Feed feed = new ConfiguredSource(source, source.path().map(settings::path), batch, variants);
    return source
        .trigger()
        .<Feed>map(trigger -> triggered(feed, trigger, config, settings))
        .orElse(feed);
  }

  /** How pixels of files become eight bits a channel. */
  static PixelRules pixels(AgentConfig.Source source) {
    PixelRules otherwise = PixelRules.DEFAULT;
    return new PixelRules(
        source.bits().orElse(otherwise.bits()),
        source.background().map(PixelRules::colour).orElse(otherwise.background()));
  }

  private static void check(AgentConfig.Source source) {
    String kind = source.kind().name().toLowerCase(Locale.ROOT);
    boolean push = source.kind() == SourceKind.PUSH;
    boolean camera =
        !push && source.kind() != SourceKind.FOLDER && source.kind() != SourceKind.VIDEO;
    if (push && source.http().isEmpty()) {
      throw new IllegalArgumentException("source of kind push needs http: {port: …}");
    }
    if (!push && source.http().isPresent()) {
      throw new IllegalArgumentException(
          "source.http is for kind push, but the kind is "
              + kind
              + "; a camera's triggers have source.trigger.http");
    }
    if (source.trigger().isPresent() && source.takt().isPresent()) {
      throw new IllegalArgumentException(
          "source.takt and source.trigger exclude each other: the trigger is the takt");
    }
    if (source.variantFile().isPresent() && !camera && !push) {
      throw new IllegalArgumentException(
          "source.variant_file says what runs now, so it is for cameras and push, but the kind is "
              + kind
              + "; names of files say a variant by source.pattern");
    }
    if (source.variantFile().isPresent() && !source.variant().equals(VariantFile.UNKNOWN)) {
      throw new IllegalArgumentException(
          "source.variant must be '"
              + VariantFile.UNKNOWN
              + "' beside source.variant_file, but is '"
              + source.variant()
              + "': while the file says nothing, no golden frames may count");
    }
    if (!camera && source.trigger().isPresent()) {
      throw new IllegalArgumentException(
          "source.trigger is for cameras (rtsp, v4l2, pipe), but the kind is " + kind);
    }
  }

  private static Feed triggered(
      Feed camera, AgentConfig.Trigger trigger, AgentConfig config, ConfiguredSettings settings) {
    if (trigger.http().isEmpty() && trigger.topic().isEmpty()) {
      throw new IllegalArgumentException("source.trigger needs http or topic, or both");
    }
    Optional<PartDoors.Topic> topic =
        trigger
            .topic()
            .map(
                name ->
                    new PartDoors.Topic(
                        name,
                        settings.endpoint(
                            trigger.broker().orElse(config.broker()),
                            AgentSettings.clientId(settings.settings().station()) + "-trigger")));
    return new TriggeredFeed(
        camera,
        new PartDoors(trigger.http().map(http -> door(http, "source.trigger.http")), topic),
        new TriggeredSource.Timing(
            trigger.offset().orElse(Duration.ZERO), trigger.longest().orElse(WAIT)));
  }

  private static PartDoor.Settings door(AgentConfig.PartHttp http, String key) {
    try {
      return new PartDoor.Settings(
          http.host().orElse("127.0.0.1"),
          http.port(),
          http.token(),
          http.plain().orElse(false),
          DecodeLimits.DEFAULT.maxBytes());
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
    }
  }
}
