package dev.andon.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.andon.fixtures.LibraryHomes;
import org.junit.jupiter.api.Test;

/** The lab measures what ships: it looks at triage and models, and never at a running agent. */
final class PackageOrderTest {
  private static final JavaClasses CLASSES = LibraryHomes.classesIn("dev.andon.lab");

  @Test
  void the_lab_knows_capture_triage_escalation_and_models_of_the_agent_and_nothing_else() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.andon.edge",
            "dev.andon.edge.actuation..",
            "dev.andon.edge.enrolment..",
            "dev.andon.edge.outbox..",
            "dev.andon.edge.status..",
            "dev.andon.edge.uplink..")
        .check(CLASSES);
  }

  @Test
  void each_library_stays_in_its_packages() {
    assertThat(LibraryHomes.trespassesIn(CLASSES)).isEmpty();
  }
}
