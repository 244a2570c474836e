package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every bundle that is shipped runs here and answers as it did where it was made. */
final class ShippedBundlesTest {

  @TestFactory
  List<DynamicTest> a_shipped_bundle_answers_as_published() throws IOException {
    Path bundles = Path.of(System.getProperty("andon.root"), "models/bundles");
    try (Stream<Path> files = Files.walk(bundles, 3)) {
      List<Path> manifests = files.filter(f -> f.endsWith("manifest.json")).sorted().toList();
      assertThat(manifests).isNotEmpty();
      return manifests.stream()
          .map(f -> f.resolveSibling(""))
          .map(b -> DynamicTest.dynamicTest(bundles.relativize(b).toString(), () -> check(b)))
          .toList();
    }
  }

  private static void check(Path bundle) throws InterruptedException {
    assertThat(answers(bundle))
        .isInstanceOfSatisfying(
            GoldenAnswers.Compared.class,
            compared -> {
              assertThat(compared.cases()).isPositive();
              assertThat(compared.worst()).isLessThan(GoldenAnswers.TOLERANCE);
            });
  }

  private static GoldenAnswers.Outcome answers(Path bundle) throws InterruptedException {
    if (bundle.toString().contains("andon-patches")) {
      try (PatchModel model = new PatchModel(PatchBundle.open(bundle))) {
        return GoldenAnswers.check(model);
      }
    }
    try (TriageModel model = new TriageModel(Bundle.open(bundle))) {
      return GoldenAnswers.check(model);
    }
  }
}
