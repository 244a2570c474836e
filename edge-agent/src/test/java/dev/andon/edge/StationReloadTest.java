package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.ConfigWatch;
import dev.andon.config.Environment;
import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LogOutput;
import dev.andon.edge.outbox.DurableCounters.Name;
import dev.andon.edge.outbox.FrameRef;
import dev.andon.wire.Escalation;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station whose file is changed while it runs. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
final class StationReloadTest {
  private static final Path BUNDLE =
      Path.of(System.getProperty("andon.root"), "models/bundles/andon-triage/0.3.1");
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final Environment NOTHING = Environment.of(Map.of());

  @TempDir private Path folder;
  private final Told told = new Told();
  private final Semaphore frames = new Semaphore(0);

  /** One for all: what is put into force leaves the model as it is. */
  private static ConfiguredModel model;

  private EdgeAgent agent;
  private StationReload reload;

  /** What was asked, and what the line was told. */
  private static final class Told implements AgentObserver {
    private final List<Escalation> escalated = new CopyOnWriteArrayList<>();
    private final List<LineCommand> commands = new CopyOnWriteArrayList<>();

    @Override
    public void escalated(FrameRef seen, Escalation escalation) {
      escalated.add(escalation);
    }

    @Override
    public void decided(LineCommand command) {
      commands.add(command);
    }
  }

  private static String yaml(String more) {
    return """
        station: bologna/line-1/st-04
        source: {kind: folder, path: frames, variant: flange, view: top}
        outbox: {file: outbox.db}
        broker: {uri: "tcp://127.0.0.1:9"}
        hub: {accept_unsigned: true}
        %s
        """
        .formatted(more);
  }

  private static String yaml(String model, String more) {
    return yaml("model: {bundle: \"" + BUNDLE + "\"" + model + "}\n" + more);
  }

  private Path file() {
    return folder.resolve("agent.yaml");
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  @BeforeAll
  static void load() {
    AgentConfig any =
        new ConfigFile(NOTHING).parse(yaml("", ""), Path.of("agent.yaml"), AgentConfig.class);
    model =
        ConfiguredModel.open(
            any.model(), BUNDLE, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @AfterAll
  static void unload() {
    model.close();
  }

  @BeforeEach
  void start() throws IOException {
    write(yaml("", "escalation: {deadline: 20s, per_minute: 120}"));
    AgentConfig running = new ConfigFile(NOTHING).read(file(), AgentConfig.class);
    ConfiguredSettings configured = new ConfiguredSettings(running, folder);
    agent =
        EdgeAgent.start(
            StationReload.settings(configured, running),
            Stations.onceAllowed(frames, Stations.frames(1_000, 0)),
            Stations.doubting(1),
            StationPlatform.real(List.of(new LogOutput()), told));
    reload = new StationReload(file(), NOTHING, running, agent, model);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private void judge(int count) {
    long before = agent.state().counters().of(Name.FRAMES);
    frames.release(count);
    await().until(() -> agent.state().counters().of(Name.FRAMES) == before + count);
  }

  private long counted(Name name) {
    return agent.state().counters().of(name);
  }

  @Test
  void every_key_of_the_configuration_is_either_taken_at_once_or_named_as_waiting() {
    List<String> keys = new ArrayList<>();
    for (String block : keys(AgentConfig.class)) {
      switch (block) {
        case "model" -> keys(AgentConfig.Model.class).forEach(key -> keys.add("model." + key));
        case "line" -> keys(AgentConfig.Line.class).forEach(key -> keys.add("line." + key));
        default -> keys.add(block);
      }
    }
    List<String> decided = new ArrayList<>(StationReload.AT_START.keySet());
    decided.addAll(StationReload.LIVE.keySet());
    assertThat(decided).containsExactlyInAnyOrderElementsOf(keys);
  }

  private static List<String> keys(Class<?> block) {
    return Stream.of(block.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void other_caps_and_another_deadline_count_from_the_next_frame_on() throws IOException {
    judge(3);
    assertThat(counted(Name.ESCALATED)).isEqualTo(3);
    write(yaml("", "escalation: {deadline: 7s, per_minute: 4}"));
    assertThat(reload.read()).isEmpty();
    judge(3);
    assertThat(counted(Name.ESCALATED))
        .as("what was asked before the change counts towards the new cap")
        .isEqualTo(4);
    assertThat(told.escalated.getLast().deadlineRemainingMs()).isEqualTo(7_000);
    assertThat(counted(Name.WITHHELD)).isEqualTo(2);
  }

  @Test
  void another_rule_for_silence_counts_from_the_next_frame_on() throws IOException {
    write(yaml("", "escalation: {per_minute: 1}\nline: {on_timeout: reject}"));
    assertThat(reload.read()).isEmpty();
    judge(2);
    await()
        .until(
            () ->
                told.commands.stream()
                    .anyMatch(command -> command.signal().text().equals("reject")));
  }

  @Test
  void a_new_key_of_the_hub_is_taken_without_a_restart() throws IOException {
    assertThat(agent.state().acceptsUnsigned()).isTrue();
    write(yaml("", "").replace("{accept_unsigned: true}", "{key: env.HUB_KEY}"));
    StationReload keyed =
        new StationReload(
            file(),
            Environment.of(Map.of("HUB_KEY", FakeHub.key(STATION).text())),
            new ConfigFile(NOTHING).parse(yaml("", ""), file(), AgentConfig.class),
            agent,
            model);
    assertThat(keyed.read()).isEmpty();
    assertThat(agent.state().acceptsUnsigned()).isFalse();
  }

  @Test
  void what_waits_for_the_next_start_is_named_with_its_key_and_the_rest_is_taken()
      throws IOException {
    write(
        yaml(
                ", threads: 2, hysteresis: {margin: 0.1}",
                "escalation: {deadline: 9s}\nline: {outputs: [{kind: log}]}\nhttp: {port: 9470}")
            .replace("view: top", "view: left")
            .replace("outbox.db", "other.db"));
    assertThat(reload.read())
        .containsExactly("source", "model.threads", "line.outputs", "outbox", "http");
    judge(1);
    assertThat(told.escalated.getLast().deadlineRemainingMs()).isEqualTo(9_000);
    write(yaml("", "escalation: {deadline: 20s, per_minute: 120}"));
    assertThat(reload.read()).as("back to what runs").isEmpty();
  }

  @Test
  void a_broken_file_is_refused_whole_and_says_file_line_and_nearest_key() throws IOException {
    write(yaml("", "escalation: {deadline: 1s, per_minut: 3}"));
    assertThatThrownBy(reload::read)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("did you mean 'per_minute'?")
        .hasMessageMatching("(?s).*agent\\.yaml:\\d+.*");
    judge(1);
    assertThat(told.escalated.getLast().deadlineRemainingMs()).isEqualTo(20_000);
  }

  @Test
  void a_value_out_of_range_anywhere_leaves_everything_as_it_was() throws IOException {
    for (String wrong :
        List.of(
            yaml("", "escalation: {deadline: 1s}\nuplink: {window_rows: 0}"),
            yaml("", "escalation: {deadline: 1s}\nenrolment: {keep_frames: 900}"),
            yaml(", hysteresis: {margin: 2}", "escalation: {deadline: 1s}"),
            yaml(
                ", bands: [{scale: class_score, class: scratsh, accept_below: 0, reject_above: 1}]",
                "escalation: {deadline: 1s}"),
            yaml(
                ", bands: [{scale: reference, accept_below: 0.9, reject_above: 0.1}]",
                "escalation: {deadline: 1s}"),
            yaml("", "escalation: {deadline: 1s}").replace("folder, path", "video, address"),
            yaml("", "escalation: {deadline: 1s}").replace("{accept_unsigned: true}", "{}"))) {
      write(wrong);
      assertThatThrownBy(reload::read).as(wrong).hasMessageContaining("agent.yaml");
    }
    Files.delete(file());
    assertThatThrownBy(reload::read).hasMessageContaining("cannot be read");
    judge(1);
    assertThat(told.escalated.getLast().deadlineRemainingMs()).isEqualTo(20_000);
  }

  @Test
  void a_changed_file_is_read_by_itself_and_a_broken_one_in_between_changes_nothing()
      throws IOException {
    try (ConfigWatch watch = new ConfigWatch(file(), reload::read, Duration.ofMillis(20))) {
      watch.start();
      write("station: [\n");
      write(yaml("", "escalation: {deadline: 5s} # another length"));
      await()
          .until(
              () -> {
                judge(1);
                return told.escalated.getLast().deadlineRemainingMs() == 5_000;
              });
    }
  }
}
