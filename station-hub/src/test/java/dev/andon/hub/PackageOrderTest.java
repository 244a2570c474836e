package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Imports go forward only, and each outside library stays in its own package. */
final class PackageOrderTest {
  private static final String ROOT = "dev.andon.hub";

  /** Each row may import from the rows above it, and not from its neighbours. */
  private static final List<Set<String>> ROWS =
      List.of(
          Set.of("store"),
          Set.of("exchange"),
          Set.of("price"),
          Set.of("key", "budget", "cache", "provider", "ledger"),
          Set.of("till", "alert"),
          Set.of("routing"),
          Set.of("gateway"),
          Set.of("http"),
          Set.of("ingest", "openai", "anthropic", "report"),
          Set.of("admin"),
          Set.of("console", "bench"),
          Set.of("desk"),
          Set.of(""));

  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "java.sql", Set.of("store"),
          "org.sqlite", Set.of("store"),
          "com.zaxxer", Set.of("store"),
          "okhttp3", Set.of("provider"),
          "com.hivemq", Set.of("ingest"),
          "io.helidon", Set.of("http", "openai", "anthropic", "admin", "console", "report", ""));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

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

  @Test
  void each_library_stays_in_its_package() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        LIBRARIES.forEach(
            (library, homes) -> {
              if ((target.equals(library) || target.startsWith(library + "."))
                  && !homes.contains(feature(from))) {
                wrong.add(library + " in " + from.getName());
              }
            });
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean inHub(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  private static String feature(JavaClass type) {
    String rest =
        type.getPackageName().substring(Math.min(ROOT.length(), type.getPackageName().length()));
    return rest.isEmpty() ? "" : rest.substring(1).replaceFirst("\\..*", "");
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
