package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleTest {
  @TempDir private Path directory;

  @BeforeEach
  void copyTheTinyBundle() throws IOException {
    for (String file : new String[] {"manifest.json", "model.onnx"}) {
      Files.copy(TinyBundle.directory().resolve(file), directory.resolve(file));
    }
  }

  @Test
  void a_whole_bundle_opens() {
    Bundle bundle = Bundle.open(directory);
    assertThat(bundle.manifest().classes()).containsExactly("scratch", "dent");
    assertThat(bundle).hasToString("tiny 1.0.0 (andon-pre-1)");
  }

  @Test
  void a_missing_model_is_refused() throws IOException {
    Files.delete(directory.resolve("model.onnx"));
    assertRefused("model.onnx is missing");
  }

  @Test
  void a_missing_manifest_is_refused() throws IOException {
    Files.delete(directory.resolve("manifest.json"));
    assertRefused("manifest.json is missing");
  }

  @Test
  void one_changed_byte_is_refused_with_both_hashes() throws IOException {
    byte[] onnx = Files.readAllBytes(directory.resolve("model.onnx"));
    onnx[onnx.length / 2] ^= 1;
    Files.write(directory.resolve("model.onnx"), onnx);
    assertRefused("model.onnx has sha256 " + Bundle.sha256(onnx));
  }

  @Test
  void another_length_is_refused() throws IOException {
    Files.write(directory.resolve("model.onnx"), new byte[10]);
    assertRefused("model.onnx has 10 bytes");
  }

  @Test
  void an_unknown_preprocessing_is_refused() throws IOException {
    replace("andon-pre-1", "andon-pre-9");
    assertRefused("\"andon-pre-9\", this version has \"andon-pre-1\" only");
  }

  @Test
  void classes_that_differ_from_the_outputs_are_refused() throws IOException {
    replace("\"classes\": [\n    \"scratch\"", "\"classes\": [\n    \"scratches\"");
    assertRefused("differ from outputs.logits.classes");
  }

  @Test
  void an_embedding_size_that_the_model_does_not_have_is_refused() throws IOException {
    replace("\"size\": 4", "\"size\": 64");
    assertRefused("output \"embedding\" is [-1, 4], needed is [-1, 64]");
  }

  @Test
  void a_file_outside_of_the_bundle_is_refused() throws IOException {
    replace("\"files\": {\n    \"model.onnx\"", "\"files\": {\n    \"../../model.onnx\"");
    assertRefused("lies outside");
  }

  @Test
  void a_missing_temperature_is_refused_by_name() throws IOException {
    replace("\"dent\": 2.0", "\"dint\": 2.0");
    assertRefused("temperature.dent");
  }

  @Test
  void an_operator_set_of_the_future_is_refused() throws IOException {
    useModel(Files.readAllBytes(TinyBundle.resource("/opset99.onnx")));
    assertRefused("operator set 99, supported are 11 … 22");
  }

  @Test
  void a_file_that_is_no_model_is_refused() throws IOException {
    useModel("these bytes are no ONNX model".getBytes(StandardCharsets.UTF_8));
    assertRefused("it is not an ONNX model");
  }

  @Test
  void a_manifest_that_is_no_json_is_refused() throws IOException {
    Files.writeString(directory.resolve("manifest.json"), "{\"name\": ");
    assertRefused("manifest.json is not JSON");
  }

  private void useModel(byte[] onnx) throws IOException {
    byte[] old = Files.readAllBytes(directory.resolve("model.onnx"));
    Files.write(directory.resolve("model.onnx"), onnx);
    replace(Bundle.sha256(old), Bundle.sha256(onnx));
    replace("\"bytes\": " + old.length, "\"bytes\": " + onnx.length);
  }

  private void replace(String from, String to) throws IOException {
    Path file = directory.resolve("manifest.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replace(from, to));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> Bundle.open(directory))
        .isInstanceOf(BundleRefusedException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(reason);
  }
}
