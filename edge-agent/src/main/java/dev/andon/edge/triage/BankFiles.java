package dev.andon.edge.triage;

import dev.andon.vision.GoldenScores;
import dev.andon.vision.PatchMemory;
import dev.andon.vision.PatchScore;
import dev.andon.vision.PictureQuality;
import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import dev.andon.wire.ModelVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps reference views on disk, one file each: SHA-256 over the rest, then the view in {@link
 * DataOutputStream}'s format. A file is replaced as a whole; one that is damaged, or was made by
 * another model, is left aside and named.
 */
public final class BankFiles {
  private static final int MAGIC = 0x414E_5256; // "ANRV"
  private static final int FORMAT = 3;
  private static final int HASH_BYTES = 32;
  private static final long MAX_FILE_BYTES = 512L << 20;
  private static final int MAX_FLOATS = 4096;
  private static final int MAX_SLOTS = 4096;

  private final Path directory;
  private final ModelVersion model;
  private final Optional<ModelVersion> patches;

  /**
   * A bank's place.
   *
   * @param directory created when the first view is saved
   * @param model embeddings of another model mean nothing
   */
  public BankFiles(Path directory, ModelVersion model) {
    this(directory, model, Optional.empty());
  }

  /**
   * With patches.
   *
   * @param patches the backbone that makes them, where there is one
   */
  public BankFiles(Path directory, ModelVersion model, Optional<ModelVersion> patches) {
    this.directory = directory;
    this.model = model;
    this.patches = patches;
  }

  /**
   * What was found.
   *
   * @param views the usable views
   * @param refused one line per file that was left aside: which, why, what to do
   */
  public record Loaded(List<ReferenceView> views, List<String> refused) {}

  /** Saves or replaces one view. */
  public Path save(ReferenceView view) {
    Path file = directory.resolve(fileName(view.key()));
    try {
      Files.createDirectories(directory);
      byte[] body = encode(view);
      ByteArrayOutputStream whole = new ByteArrayOutputStream(body.length + HASH_BYTES);
      whole.write(HexFormat.of().parseHex(Image.hash(body)));
      whole.write(body);
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.write(draft, whole.toByteArray());
      move(draft, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the reference of view " + view.key() + " cannot be saved to " + file, e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Variant and view may hold any character; the hash keeps names apart that look the same once
   * cleaned.
   */
  private static String fileName(ViewKey key) {
    String readable = key.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    String start = readable.substring(0, Math.min(80, readable.length()));
    String full = key.variant() + '\0' + key.view();
    String hash = Image.hash(full.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return start + "-" + hash.substring(0, 12) + ".ref";
  }

  /** Loads every view of this model; an absent directory has none. */
  public Loaded load() {
    List<ReferenceView> views = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    files().forEach(file -> load(file, views, refused));
    return new Loaded(views, refused);
  }

  /** Loads one file, or says why not. */
  void load(Path file, List<ReferenceView> views, List<String> refused) {
    try {
      views.add(read(file));
    } catch (IOException | IllegalArgumentException e) {
      refused.add(
          file
              + ": "
              + e.getMessage()
              + "; enrol this view again: ./andon models enroll --bundle BUNDLE --variant VARIANT"
              + " --view VIEW --good FOLDER --bank "
              + directory);
    }
  }

  /** The files of views, by name; an absent directory has none. */
  List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(f -> f.toString().endsWith(".ref")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the reference bank " + directory + " cannot be listed", e);
    }
  }

  private ReferenceView read(Path file) throws IOException {
    long size = Files.size(file);
    if (size <= HASH_BYTES || size > MAX_FILE_BYTES) {
      throw new IOException(size + " bytes cannot be a reference view");
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] body = Arrays.copyOfRange(whole, HASH_BYTES, whole.length);
    String expected = HexFormat.of().formatHex(whole, 0, HASH_BYTES);
    if (!Image.hash(body).equals(expected)) {
      throw new IOException("its hash does not match, the file is damaged");
    }
    return decode(body);
  }

  private byte[] encode(ReferenceView view) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(FORMAT);
      encode(model, out);
      out.writeUTF(view.key().variant());
      out.writeUTF(view.key().view());
      out.writeInt(view.width());
      out.writeInt(view.height());
      out.writeDouble(view.noise().embedding());
      out.writeDouble(view.noise().pixels());
      out.writeInt(view.slots().size());
      for (Box box : view.slots()) {
        encode(box, out);
      }
      out.writeInt(view.golden().size());
      for (ReferenceView.Golden golden : view.golden()) {
        encode(golden, out);
      }
      out.writeUTF(view.standard());
      out.writeBoolean(view.patches().isPresent());
      if (view.patches().isPresent()) {
        encode(view.patches().get(), out);
      }
    }
    return bytes.toByteArray();
  }

  private void encode(GoldenPatches golden, DataOutputStream out) throws IOException {
    encode(patches.orElseThrow(), out);
    out.writeInt(golden.parts().size());
    for (GoldenPatches.Part part : golden.parts()) {
      encode(part, out);
    }
    out.writeBoolean(golden.frame().isPresent());
    if (golden.frame().isPresent()) {
      encode(golden.frame().get(), out);
    }
  }

  private static void encode(GoldenPatches.Part part, DataOutputStream out) throws IOException {
    encode(part.region().box(), out);
    out.writeInt(part.region().across());
    out.writeInt(part.region().down());
    out.writeInt(part.scores().frames().size());
    for (PatchScore score : part.scores().frames()) {
      out.writeDouble(score.worst());
      out.writeDouble(score.median());
      out.writeDouble(score.low());
    }
    part.memory().write(out);
  }

  private static void encode(Box box, DataOutputStream out) throws IOException {
    out.writeInt(box.x1());
    out.writeInt(box.y1());
    out.writeInt(box.x2());
    out.writeInt(box.y2());
  }

  private static void encode(ModelVersion version, DataOutputStream out) throws IOException {
    out.writeUTF(version.name());
    out.writeUTF(version.version());
    out.writeUTF(version.preprocessing());
  }

  private static void encode(ReferenceView.Golden golden, DataOutputStream out) throws IOException {
    for (TileScores tile : golden.tiles()) {
      encode(tile.embedding(), out);
      encode(tile.scores(), out);
    }
    out.writeDouble(golden.quality().brightest());
    out.writeDouble(golden.quality().contrast());
    out.writeDouble(golden.quality().sharpness());
    out.writeInt(golden.png().length);
    out.write(golden.png());
  }

  private static void encode(float[] values, DataOutputStream out) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private ReferenceView decode(byte[] body) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      checkFormat(in);
      checkMadeBy(in, Optional.of(model));
      ViewKey key = new ViewKey(in.readUTF(), in.readUTF());
      int width = in.readInt();
      int height = in.readInt();
      ReferenceView.Noise noise = new ReferenceView.Noise(in.readDouble(), in.readDouble());
      List<Box> slots = new ArrayList<>();
      for (int left = count(in, MAX_SLOTS); left > 0; left--) {
        slots.add(box(in));
      }
      List<ReferenceView.Golden> golden = new ArrayList<>();
      for (int left = count(in, Enrolment.MAX_GOLDEN); left > 0; left--) {
        golden.add(golden(in, slots.size()));
      }
      String standard = in.readUTF();
      return new ReferenceView(key, width, height, slots, golden, noise, remembered(in), standard);
    }
  }

  private static void checkMadeBy(DataInputStream in, Optional<ModelVersion> running)
      throws IOException {
    ModelVersion made = new ModelVersion(in.readUTF(), in.readUTF(), in.readUTF());
    if (!running.equals(Optional.of(made))) {
      throw new IOException(
          "it was made by "
              + made
              + ", running is "
              + running.map(ModelVersion::toString).orElse("none of that kind"));
    }
  }

  private Optional<GoldenPatches> remembered(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return Optional.empty();
    }
    checkMadeBy(in, patches);
    List<GoldenPatches.Part> parts = new ArrayList<>();
    for (int left = count(in, MAX_SLOTS); left > 0; left--) {
      parts.add(part(in));
    }
    return Optional.of(
        new GoldenPatches(parts, in.readBoolean() ? Optional.of(part(in)) : Optional.empty()));
  }

  private static GoldenPatches.Part part(DataInputStream in) throws IOException {
    PatchRegion region = new PatchRegion(box(in), in.readInt(), in.readInt());
    List<PatchScore> scores = new ArrayList<>();
    for (int left = count(in, Enrolment.MAX_GOLDEN); left > 0; left--) {
      scores.add(new PatchScore(in.readDouble(), in.readDouble(), in.readDouble()));
    }
    return new GoldenPatches.Part(region, PatchMemory.read(in), new GoldenScores(scores));
  }

  private static Box box(DataInputStream in) throws IOException {
    return new Box(in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }

  private static void checkFormat(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no reference view");
    }
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException(
          "it has format " + format + ", this version reads format " + FORMAT + " only");
    }
  }

  private static ReferenceView.Golden golden(DataInputStream in, int slots) throws IOException {
    List<TileScores> tiles = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      tiles.add(new TileScores(floats(in), floats(in)));
    }
    PictureQuality quality = new PictureQuality(in.readDouble(), in.readDouble(), in.readDouble());
    byte[] png = in.readNBytes(count(in, (int) MAX_FILE_BYTES));
    return new ReferenceView.Golden(tiles, quality, png);
  }

  private static float[] floats(DataInputStream in) throws IOException {
    float[] values = new float[count(in, MAX_FLOATS)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static int count(DataInputStream in, int max) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > max) {
      throw new IOException("a count of " + count + " is out of range, at most " + max);
    }
    return count;
  }
}
