package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PatchBundleTest {
  @TempDir private Path directory;

  @BeforeEach
  void copyTheShippedBackbone() throws IOException {
    for (String file : new String[] {"manifest.json", "model.onnx", "golden.json"}) {
      Files.copy(ShippedBackbone.directory().resolve(file), directory.resolve(file));
    }
  }

  @Test
  void a_whole_bundle_opens_and_says_how_long_its_vectors_are() {
    PatchBundle bundle = PatchBundle.open(directory);
    assertThat(bundle).hasToString("andon-patches 0.1.0 (andon-patches-pre-1)");
    assertThat(bundle.manifest().size()).isEqualTo(152);
  }

  @Test
  void one_changed_byte_of_the_model_is_refused_with_its_hash() throws IOException {
    byte[] onnx = Files.readAllBytes(directory.resolve("model.onnx"));
    onnx[onnx.length / 2] ^= 1;
    Files.write(directory.resolve("model.onnx"), onnx);
    assertRefused("model.onnx has sha256 " + Bundle.sha256(onnx));
  }

  @Test
  void changed_golden_answers_are_refused() throws IOException {
    Files.writeString(directory.resolve("golden.json"), "{}");
    assertRefused("golden.json has 2 bytes");
  }

  @Test
  void a_missing_model_is_refused() throws IOException {
    Files.delete(directory.resolve("model.onnx"));
    assertRefused("model.onnx is missing");
  }

  @Test
  void an_unknown_preprocessing_is_refused() throws IOException {
    replace("andon-patches-pre-1", "andon-patches-pre-9");
    assertRefused("\"andon-patches-pre-9\", this version has \"andon-patches-pre-1\" only");
  }

  @Test
  void channels_that_the_model_does_not_have_are_refused() throws IOException {
    replace("\"channels\": 112", "\"channels\": 96");
    assertRefused("output \"stride16\" is [1, 112, -1, -1], needed is [1, 96, -1, -1]");
  }

  @Test
  void channels_out_of_range_are_refused_by_name() throws IOException {
    replace("\"channels\": 40", "\"channels\": 0");
    assertRefused("outputs.stride8.channels must be 1 … 1024, got 0");
  }

  @Test
  void a_file_outside_of_the_bundle_is_refused() throws IOException {
    replace("\"golden.json\": {", "\"../golden.json\": {");
    assertRefused("lies outside");
  }

  @Test
  void another_kind_of_bundle_is_refused_and_the_other_way_round() throws IOException {
    assertThatThrownBy(() -> Bundle.open(directory))
        .isInstanceOf(BundleRefusedException.class)
        .hasMessageContaining("kind \"patches\", not a triage model");
    assertThatThrownBy(() -> PatchBundle.open(TinyBundle.directory()))
        .isInstanceOf(BundleRefusedException.class)
        .hasMessageContaining("kind must be a text");
    replace("\"kind\": \"patches\"", "\"kind\": \"words\"");
    assertRefused("kind must be \"patches\", got \"words\"");
  }

  private void replace(String from, String to) throws IOException {
    Path file = directory.resolve("manifest.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replace(from, to));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> PatchBundle.open(directory))
        .isInstanceOf(BundleRefusedException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(reason);
  }
}
