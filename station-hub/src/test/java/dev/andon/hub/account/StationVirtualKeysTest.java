package dev.andon.hub.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Refusal.KeyProblem;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which virtual key a station's escalations are asked with: one rule, read from the YAML. */
final class StationVirtualKeysTest {
  private static final Owner STATION = new Owner(Owner.Kind.STATION, "station-7");
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");
  private static final Owner PLANT = new Owner(Owner.Kind.PLANT, "plant-1");

  @TempDir Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  @BeforeEach
  void open() {
    store = Store.open(StoreSettings.of(folder.resolve("hub.db")), Keys.MIGRATIONS, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_key_that_names_the_station_binds_its_escalations_with_deadline_and_caps() {
    VirtualKey key = known("- {id: vk_cam7, station: station-7, deadline: 3s, monthly_eur: 5}");
    assertThat(key.id()).isEqualTo("vk_cam7");
    assertThat(key.deadline()).contains(Duration.ofSeconds(3));
    assertThat(key.owners().chain())
        .containsExactly(new Owner(Owner.Kind.KEY, "vk_cam7"), STATION, LINE, PLANT);
  }

  @Test
  void a_key_of_the_same_station_name_on_another_line_is_not_found() {
    assertThat(known("- {id: vk_cam7, station: station-7, line: line-9}").id())
        .isEqualTo("station:line-1:station-7");
  }

  @Test
  void a_station_without_a_key_is_asked_with_the_key_that_is_named_after_its_line() {
    VirtualKey key = known("- {id: line-1, line: line-1, allowed_models: [a/*]}");
    assertThat(key.id()).isEqualTo("line-1");
    assertThat(key.owners().chain()).contains(STATION, LINE, PLANT);
  }

  @Test
  void the_stations_own_key_comes_before_its_lines() {
    assertThat(known("- {id: line-1, line: line-1}", "- {id: vk_cam7, station: station-7}").id())
        .isEqualTo("vk_cam7");
  }

  @Test
  void a_key_that_is_only_charged_to_the_line_is_not_taken_for_its_stations() {
    assertThat(known("- {id: vk_marco, line: line-1}").id()).isEqualTo("station:line-1:station-7");
  }

  @Test
  void a_station_that_calls_itself_like_a_virtual_key_gets_no_key() {
    StationVirtualKeys keys = keys("- {id: vk_boss, team: board, allowed_models: ['*']}");
    for (Caller.Station claimed :
        List.of(
            new Caller.Station("plant-1", "line-1", "vk_boss"),
            new Caller.Station("plant-1", "vk_boss", "station-7"),
            new Caller.Station("plant-1", "vk_boss", "vk_boss"))) {
      VirtualKey key = keys.of(claimed).value();
      assertThat(key.id()).startsWith("station:").isNotEqualTo("vk_boss");
      assertThat(key.allowedModels()).containsExactly("default/model");
      assertThat(key.owners().id(Owner.Kind.TEAM)).isEmpty();
    }
  }

  @Test
  void no_key_may_be_named_like_a_stations_own() {
    assertThatThrownBy(() -> keys("- {id: 'station:line-1:station-7'}"))
        .hasMessageContaining("begins with 'station:'");
    Keys issuing = new Keys(store, hash(), List.of(), () -> now, new Random(3));
    assertThatThrownBy(() -> issuing.issue(issued("station:line-1:station-7")))
        .hasMessageContaining("begins with 'station:'");
  }

  @Test
  void a_key_that_has_expired_is_refused_and_nothing_wider_takes_its_place() {
    StationVirtualKeys keys =
        keys(
            "- {id: vk_cam7, station: station-7, expires: 2026-11-20T09:00:00Z}",
            "- {id: line-1, line: line-1}");
    assertThat(keys.of(caller()).refusal())
        .isInstanceOfSatisfying(
            Refusal.Key.class, no -> assertThat(no.problem()).isEqualTo(KeyProblem.EXPIRED));
  }

  @Test
  void two_keys_for_one_station_are_refused_by_name() {
    assertThatThrownBy(() -> keys("- {id: a, station: station-7}", "- {id: b, station: station-7}"))
        .hasMessageContaining("keys a and b both say station: station-7");
  }

  @Test
  void an_issued_key_that_names_the_station_counts_as_one_of_the_yaml_does() {
    Keys issuing = new Keys(store, hash(), List.of(), () -> now, new Random(3));
    issuing.issue(issued("vk_issued"));
    StationVirtualKeys keys = new StationVirtualKeys(issuing, List.of("default/model"));
    assertThat(keys.of(caller()).value().id()).isEqualTo("vk_issued");
    issuing.revoke("vk_issued");
    assertThat(keys.of(caller())).isInstanceOf(Checked.Stop.class);
  }

  private static VirtualKey issued(String id) {
    VirtualKey key = VirtualKey.of(id, Owners.of(STATION), List.of("*"));
    return new VirtualKey(
        id,
        key.owners(),
        key.allowedModels(),
        List.of(),
        Optional.empty(),
        false,
        false,
        List.of(),
        Map.of(),
        VirtualKey.Managed.API,
        Optional.empty(),
        false);
  }

  private static Caller.Station caller() {
    return new Caller.Station("plant-1", "line-1", "station-7");
  }

  private VirtualKey known(String... yaml) {
    return keys(yaml).of(caller()).value();
  }

  private StationVirtualKeys keys(String... yaml) {
    String text = "virtual_keys:\n" + String.join("\n", yaml) + "\n";
    Sections sections =
        new ConfigFile(Environment.of(Map.of()))
            .parse(text, folder.resolve("hub.yaml"), Sections.class);
    List<YamlKey> keys =
        Accounts.of(
                new Accounts.Sections(
                    new PlantConfig(
                        "plant-1",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    sections.virtualKeys(),
                    List.of()))
            .keys();
    return new StationVirtualKeys(
        new Keys(store, hash(), keys, () -> now, new Random(3)), List.of("default/model"));
  }

  /** The part of {@code hub.yaml} that these tests write. */
  public record Sections(List<VirtualKeyConfig> virtualKeys) {}

  private KeyHash hash() {
    return KeyHash.of(folder.resolve("key.salt"));
  }
}
