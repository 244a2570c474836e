package dev.andon.vision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model bundle that was checked: every file that the manifest lists is there with its length and
 * hash, and the model takes and gives what the manifest says. Immutable.
 *
 * @param directory where the bundle lies
 * @param manifest what it promises
 * @param onnx the verified bytes of {@code model.onnx}: what was hashed is what runs, even if the
 *     file changes later
 */
public record Bundle(Path directory, Manifest manifest, byte[] onnx) {
  static final String MODEL = "model.onnx";

  /** Operator sets that ONNX Runtime and TensorRT 10 both run. */
  private static final long OPSET_FROM = 11;

  private static final long OPSET_TO = 22;

  private static final long MAX_MANIFEST_BYTES = 1_000_000;
  private static final long MAX_FILE_BYTES = 200_000_000;

  /**
   * Opens and checks a bundle.
   *
   * @param directory holds {@code manifest.json} and the files that it lists
   * @throws BundleRefusedException for anything missing, altered or unfit
   */
  public static Bundle open(Path directory) {
    Manifest manifest = manifest(directory);
    if (!manifest.preprocessing().equals(Preprocessing.VERSION)) {
      throw new BundleRefusedException(
          directory,
          "it needs the pre-processing \""
              + manifest.preprocessing()
              + "\", this version has \""
              + Preprocessing.VERSION
              + "\" only");
    }
    manifest.files().forEach((name, entry) -> verify(directory, name, entry));
    if (!manifest.files().containsKey(MODEL)) {
      throw new BundleRefusedException(directory, "its manifest lists no files." + MODEL);
    }
    byte[] onnx = verify(directory, MODEL, manifest.files().get(MODEL));
    checkModel(directory, manifest, onnx);
    return new Bundle(directory, manifest, onnx);
  }

  private static Manifest manifest(Path directory) {
    return manifest(directory, ManifestReader::read);
  }

  static <T> T manifest(Path directory, Function<byte[], T> reader) {
    byte[] json = read(directory, "manifest.json", MAX_MANIFEST_BYTES);
    try {
      return reader.apply(json);
    } catch (IllegalArgumentException e) {
      throw new BundleRefusedException(directory, "manifest.json: " + e.getMessage(), e);
    }
  }

  /** The bytes of a listed file, checked. */
  static byte[] verify(Path directory, String name, Manifest.FileEntry entry) {
    byte[] bytes = read(directory, name, MAX_FILE_BYTES);
    if (bytes.length != entry.bytes()) {
      throw new BundleRefusedException(
          directory, name + " has " + bytes.length + " bytes, its manifest says " + entry.bytes());
    }
    String sha256 = sha256(bytes);
    if (!sha256.equals(entry.sha256())) {
      throw new BundleRefusedException(
          directory, name + " has sha256 " + sha256 + ", its manifest says " + entry.sha256());
    }
    return bytes;
  }

  private static byte[] read(Path directory, String name, long maxBytes) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory.normalize())) {
      throw new BundleRefusedException(directory, "its file \"" + name + "\" lies outside of it");
    }
    try {
      if (!Files.isRegularFile(file)) {
        throw new BundleRefusedException(directory, name + " is missing");
      }
      long size = Files.size(file);
      if (size > maxBytes) {
        throw new BundleRefusedException(
            directory, name + " has " + size + " bytes, more than the " + maxBytes + " allowed");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BundleRefusedException(directory, name + " cannot be read: " + e, e);
    }
  }

  private static void checkModel(Path directory, Manifest manifest, byte[] onnx) {
    OnnxHeader header = header(directory, onnx);
    long side = Preprocessing.SIDE;
    checkShape(directory, "input", "pixels", header.inputs(), List.of(-1L, 3L, side, side));
    checkShape(
        directory,
        "output",
        "embedding",
        header.outputs(),
        List.of(-1L, (long) manifest.embeddingSize()));
    checkShape(
        directory,
        "output",
        "logits",
        header.outputs(),
        List.of(-1L, (long) manifest.classes().size()));
  }

  /** Inputs and outputs of a model whose operator set the run times know. */
  static OnnxHeader header(Path directory, byte[] onnx) {
    OnnxHeader header;
    try {
      header = OnnxHeader.read(onnx);
    } catch (IllegalArgumentException e) {
      throw new BundleRefusedException(directory, MODEL + ": " + e.getMessage(), e);
    }
    if (header.opset() < OPSET_FROM || header.opset() > OPSET_TO) {
      throw new BundleRefusedException(
          directory,
          MODEL
              + " uses operator set "
              + header.opset()
              + ", supported are "
              + OPSET_FROM
              + " … "
              + OPSET_TO
              + ": export it again with one of them");
    }
    return header;
  }

  static void checkShape(
      Path directory, String kind, String name, Map<String, List<Long>> found, List<Long> wanted) {
    List<Long> shape = found.get(name);
    if (shape == null) {
      throw new BundleRefusedException(
          directory, MODEL + " has no " + kind + " \"" + name + "\", it has " + found.keySet());
    }
    if (!fits(shape, wanted)) {
      throw new BundleRefusedException(
          directory,
          MODEL + ": its " + kind + " \"" + name + "\" is " + shape + ", needed is " + wanted);
    }
  }

  /** The batch may be free or 1; a free dimension elsewhere is left to the run time's own check. */
  private static boolean fits(List<Long> shape, List<Long> wanted) {
    if (shape.size() != wanted.size() || (shape.getFirst() != -1 && shape.getFirst() != 1)) {
      return false;
    }
    for (int i = 1; i < shape.size(); i++) {
      if (shape.get(i) != -1 && !shape.get(i).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Name, version and pre-processing, without the bytes. */
  @Override
  public String toString() {
    return manifest.name() + " " + manifest.version() + " (" + manifest.preprocessing() + ")";
  }
}
