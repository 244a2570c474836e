package dev.andon.vision;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.openblas.global.openblas_full;

/**
 * What golden frames look like: few of their patches, chosen so that no other is far from all of
 * them. A patch's distance is that to the nearest one kept, wherever that lay in its frame, so
 * parts may lie as they like. Kept in half precision. Immutable and thread-safe.
 *
 * <p>After Roth et al., "Towards Total Recall in Industrial Anomaly Detection" (PatchCore, 2022).
 */
public final class PatchMemory {
  /** Patches that are kept unless told otherwise: 1 000 of 152 floats are 304 KB on disk. */
  public static final int DEFAULT_PATCHES = 1000;

  /** Most patches that a memory may keep. */
  public static final int MOST_PATCHES = 10_000;

  private static final int MAGIC = 0x41504D31; // "APM1"
  private static final int MOST_SIZE = 2048;

  static {
    Natives.load();
    // Frames are the unit of parallel work; threads inside one product would spin against them.
    openblas_full.openblas_set_num_threads(1);
  }

  private final int size;
  private final int count;

  /** count × size floats, each exact in half precision. */
  private final float[] vectors;

  private final float[] squares;

  private PatchMemory(int size, float[] vectors) {
    this.size = size;
    this.count = vectors.length / size;
    this.vectors = vectors;
    this.squares = squares(vectors, size, count);
  }

  /** Remembers golden frames with {@link #DEFAULT_PATCHES}. */
  public static PatchMemory of(List<Patches> golden) {
    return of(golden, DEFAULT_PATCHES);
  }

  /**
   * Remembers golden frames. The same frames give the same memory.
   *
   * @param golden at least one, all with vectors of the same size
   * @param most patches to keep, 1 … {@link #MOST_PATCHES}
   */
  public static PatchMemory of(List<Patches> golden, int most) {
    if (most < 1 || most > MOST_PATCHES) {
      throw new IllegalArgumentException(
          "patches to keep must be 1 … " + MOST_PATCHES + ", got " + most);
    }
    int size = sizeOf(golden);
    float[] all = joined(golden);
    int[] chosen = Coreset.choose(all, size, most);
    float[] kept = new float[chosen.length * size];
    for (int i = 0; i < chosen.length; i++) {
      for (int k = 0; k < size; k++) {
        kept[i * size + k] = half(all[chosen[i] * size + k]);
      }
    }
    return new PatchMemory(size, kept);
  }

  private static int sizeOf(List<Patches> golden) {
    if (golden.isEmpty()) {
      throw new IllegalArgumentException("a memory needs at least one golden frame");
    }
    int size = golden.getFirst().size();
    for (Patches each : golden) {
      if (each.size() != size) {
        throw new IllegalArgumentException(
            "golden frames have vectors of " + size + " and of " + each.size() + " floats");
      }
    }
    return size;
  }

  private static float[] joined(List<Patches> golden) {
    int length = golden.stream().mapToInt(each -> each.values().length).reduce(0, Math::addExact);
    float[] all = new float[length];
    int at = 0;
    for (Patches each : golden) {
      System.arraycopy(each.values(), 0, all, at, each.values().length);
      at += each.values().length;
    }
    return all;
  }

  /** The nearest number of half precision, which reaches to 65 504. */
  private static float half(float value) {
    float kept = Float.float16ToFloat(Float.floatToFloat16(value));
    if (!Float.isFinite(kept)) {
      throw new IllegalArgumentException("a patch holds " + value + ", which no backbone gives");
    }
    return kept;
  }

  /** Patches that are kept. */
  public int count() {
    return count;
  }

  /** Floats of one patch. */
  public int size() {
    return size;
  }

  /** Bytes that {@link #write} writes. */
  public long bytes() {
    return 3L * Integer.BYTES + 2L * count * size;
  }

  /**
   * How far each patch of a frame is from the nearest one kept: one matrix product.
   *
   * @return a distance for each cell
   */
  public DistanceMap distances(Patches frame) {
    if (frame.size() != size) {
      throw new IllegalArgumentException(
          "the frame has vectors of "
              + frame.size()
              + " floats, the memory of "
              + size
              + ": they come from different models");
    }
    float[] products = products(frame);
    float[] distances = squares(frame.values(), size, frame.count());
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (float) Math.sqrt(Math.max(0, distances[i] + nearest(products, i * count)));
    }
    return new DistanceMap(frame.rows(), frame.columns(), distances);
  }

  /** −2 × frame × memory, row by row: cells of the frame by patches kept. */
  private float[] products(Patches frame) {
    float[] products = new float[frame.count() * count];
    openblas_full.cblas_sgemm(
        openblas_full.CblasRowMajor,
        openblas_full.CblasNoTrans,
        openblas_full.CblasTrans,
        frame.count(),
        count,
        size,
        -2,
        frame.values(),
        size,
        vectors,
        size,
        0,
        products,
        count);
    return products;
  }

  private float nearest(float[] products, int from) {
    float nearest = Float.POSITIVE_INFINITY;
    for (int j = 0; j < count; j++) {
      nearest = Math.min(nearest, products[from + j] + squares[j]);
    }
    return nearest;
  }

  private static float[] squares(float[] vectors, int size, int count) {
    float[] squares = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int k = i * size; k < (i + 1) * size; k++) {
        sum += (double) vectors[k] * vectors[k];
      }
      squares[i] = (float) sum;
    }
    return squares;
  }

  /** The score of a frame. */
  public PatchScore score(Patches frame) {
    return distances(frame).score();
  }

  /**
   * What golden frames score that the memory does not hold: each against a memory of the others. Of
   * more frames than times, every so many are left out together.
   *
   * @param golden at least two
   * @param most patches to keep, as the memory itself keeps
   * @param times that a memory is built at most, at least 2
   * @return one score per frame in the same order
   */
  public static GoldenScores leaveOneOut(List<Patches> golden, int most, int times) {
    if (golden.size() < 2) {
      throw new IllegalArgumentException(
          "leaving one out needs at least two golden frames, got " + golden.size());
    }
    int parts = Math.min(times, golden.size());
    List<PatchMemory> memories = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      memories.add(of(without(golden, part, parts), most));
    }
    List<PatchScore> scores = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      scores.add(memories.get(i % parts).score(golden.get(i)));
    }
    return new GoldenScores(scores);
  }

  private static List<Patches> without(List<Patches> golden, int part, int parts) {
    List<Patches> others = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      if (i % parts != part) {
        others.add(golden.get(i));
      }
    }
    return others;
  }

  /**
   * Writes the memory, big-endian: the four bytes {@code APM1}, floats of a patch, patches, then
   * patch by patch its numbers in IEEE half precision. Leaves the stream open.
   */
  public void write(OutputStream target) throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeInt(MAGIC);
    out.writeInt(size);
    out.writeInt(count);
    for (float value : vectors) {
      out.writeShort(Float.floatToFloat16(value));
    }
    out.flush();
  }

  /**
   * Reads what {@link #write} wrote and not a byte more.
   *
   * @throws IOException where the stream ends early or holds something else
   */
  public static PatchMemory read(InputStream source) throws IOException {
    DataInputStream in = new DataInputStream(source);
    if (in.readInt() != MAGIC) {
      throw new IOException("this is no patch memory: it does not begin with APM1");
    }
    int size = bounded(in, "floats of a patch", MOST_SIZE);
    int count = bounded(in, "patches", MOST_PATCHES);
    byte[] halves = in.readNBytes(2 * count * size);
    if (halves.length < 2 * count * size) {
      throw new IOException(
          "the patch memory ends after "
              + halves.length
              + " of "
              + 2 * count * size
              + " bytes of its patches");
    }
    return new PatchMemory(size, floats(halves));
  }

  private static int bounded(DataInputStream in, String name, int most) throws IOException {
    int value = in.readInt();
    if (value < 1 || value > most) {
      throw new IOException(
          "a patch memory's " + name + " must be 1 … " + most + ", it says " + value);
    }
    return value;
  }

  private static float[] floats(byte[] halves) throws IOException {
    float[] values = new float[halves.length / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat((short) ((halves[2 * i] << 8) | (halves[2 * i + 1] & 0xFF)));
      if (!Float.isFinite(values[i])) {
        throw new IOException(
            "number " + i + " of the patch memory is " + values[i] + ": the file is damaged");
      }
    }
    return values;
  }
}
