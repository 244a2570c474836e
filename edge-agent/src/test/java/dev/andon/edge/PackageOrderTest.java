package dev.andon.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.andon.fixtures.LibraryHomes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A package imports only packages that stand before it, and each library stays in its place. */
class PackageOrderTest {
  private static final List<String> ORDER =
      List.of("capture", "triage", "escalation", "outbox", "uplink", "actuation", "trigger");
  private static final JavaClasses CLASSES = LibraryHomes.classesIn("dev.andon.edge");

  @Test
  void packages_import_forward_only() {
    for (int i = 0; i < ORDER.size(); i++) {
      for (String later : ORDER.subList(i + 1, ORDER.size())) {
        noClasses()
            .that()
            .resideInAPackage("dev.andon.edge." + ORDER.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.andon.edge." + later + "..")
            .check(CLASSES);
      }
      noClasses()
          .that()
          .resideInAPackage("dev.andon.edge." + ORDER.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.andon.edge")
          .check(CLASSES);
    }
  }

  @Test
  void frames_know_nothing_of_the_kind_of_source_they_come_from() {
    noClasses()
        .that()
        .resideInAPackage("dev.andon.edge.capture")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.andon.edge.capture.folder", "dev.andon.edge.capture.camera")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.andon.edge.capture.folder")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.andon.edge.capture.camera")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.andon.edge.capture.camera")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.andon.edge.capture.folder")
        .check(CLASSES);
  }

  @Test
  void each_library_stays_in_its_package() {
    assertThat(LibraryHomes.trespassesIn(CLASSES)).isEmpty();
    // From station to plant and to actuators: nobody else opens connections.
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.andon.edge.actuation..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
  }
}
