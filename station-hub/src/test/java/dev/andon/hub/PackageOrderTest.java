package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.andon.fixtures.LibraryHomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Imports go forward only, and each outside library stays in its own package. */
final class PackageOrderTest {
  private static final String ROOT = "dev.andon.hub";

  /** Each row may import from the rows above it, and not from its neighbours. */
  private static final List<Set<String>> ROWS =
      List.of(
          Set.of("ingest.mqtt", "money", "store", "time"),
          Set.of("chat", "price"),
          Set.of("json", "request"),
          Set.of("budget", "cache", "http", "ledger", "provider.api", "ratelimit"),
          Set.of("account", "alert", "billing", "provider.dialect", "report"),
          Set.of("provider.anthropic", "provider.http", "provider.openai"),
          Set.of("provider.bedrock", "provider.gemini"),
          Set.of("provider"),
          Set.of("routing.plan"),
          Set.of("routing.health"),
          Set.of("routing"),
          Set.of("gateway"),
          Set.of("anthropic", "ingest.station", "ingest.verdict", "openai", "telemetry"),
          Set.of("ingest.allowance"),
          Set.of("admin", "ingest"),
          Set.of("console", "setup"),
          Set.of("cli"),
          Set.of(""));

  private static final JavaClasses CLASSES = LibraryHomes.classesIn(ROOT);

  @Test
  void packages_import_only_what_stands_before_them() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        String target = feature(dependency.getTargetClass());
        String own = feature(from);
        if (inHub(dependency.getTargetClass()) && !target.equals(own) && row(target) >= row(own)) {
          wrong.add(own + " → " + target + " in " + from.getSimpleName());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void every_package_has_its_place() {
    assertThat(CLASSES.stream().map(PackageOrderTest::feature).distinct())
        .allSatisfy(feature -> assertThat(row(feature)).as(feature).isNotNegative());
  }

  /** {@code docs/architecture.md} lists the packages in this order, each in a line of its own. */
  @Test
  void the_architecture_page_lists_them_in_this_order() throws IOException {
    Path page = Path.of(System.getProperty("andon.root"), "docs/architecture.md");
    List<String> listed =
        Pattern.compile("^\\| `hub(?:\\.([a-z.]+))?` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(page))
            .results()
            .map(line -> Objects.requireNonNullElse(line.group(1), ""))
            .toList();
    assertThat(listed).containsExactlyElementsOf(inOrder());
  }

  private static List<String> inOrder() {
    return ROWS.stream().flatMap(row -> row.stream().sorted()).toList();
  }

  /** A newcomer looks through a package at a glance. */
  @Test
  void no_package_has_more_than_25_files() {
    Map<String, Long> files =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(PackageOrderTest::feature, Collectors.counting()));
    assertThat(files).allSatisfy((feature, count) -> assertThat(count).as(feature).isLessThan(26));
  }

  @Test
  void each_library_stays_in_its_package() {
    assertThat(LibraryHomes.trespassesIn(CLASSES)).isEmpty();
  }

  private static boolean inHub(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  private static String feature(JavaClass type) {
    String rest =
        type.getPackageName().substring(Math.min(ROOT.length(), type.getPackageName().length()));
    return rest.isEmpty() ? "" : rest.substring(1);
  }

  private static int row(String feature) {
    for (int i = 0; i < ROWS.size(); i++) {
      if (ROWS.get(i).contains(feature)) {
        return i;
      }
    }
    return -1;
  }
}
