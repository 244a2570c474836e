package dev.andon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.andon.fixtures.LibraryHomes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All modules at once: the sandbox has them on its class path. */
@Tag("slow")
final class LibraryHomesTest {
  @Test
  void each_library_stays_in_its_packages_in_every_module() {
    JavaClasses all = LibraryHomes.classesIn("dev.andon");
    for (String module :
        new String[] {"wire", "config", "vision", "broker", "edge", "lab", "hub"}) {
      assertThat(all.containPackage("dev.andon." + module)).as(module).isTrue();
    }
    assertThat(LibraryHomes.trespassesIn(all)).isEmpty();
  }
}
