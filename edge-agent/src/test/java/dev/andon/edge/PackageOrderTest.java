package dev.andon.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A package imports only packages that stand before it, and each library stays in its place. */
class PackageOrderTest {
  private static final List<String> ORDER =
      List.of("capture", "triage", "escalation", "outbox", "uplink", "actuation");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.andon.edge");

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
  void each_library_stays_in_its_package() {
    stays("org.eclipse.paho..", "uplink");
    stays("java.sql..", "outbox");
    stays("org.sqlite..", "outbox");
    stays("java.net.http..", "actuation");
    stays("org.bytedeco.javacv..", "capture");
    stays("org.bytedeco.ffmpeg..", "capture");
  }

  private static void stays(String library, String home) {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.andon.edge." + home + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }
}
