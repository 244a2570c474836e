package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PatchMemoryTest {
  private static final int SIZE = 24;

  @Test
  void a_golden_frame_lies_at_no_distance_from_a_memory_that_keeps_all_of_it() {
    Patches golden = random(1, 6, 5);
    PatchMemory memory = PatchMemory.of(List.of(golden));
    assertThat(memory.count()).isEqualTo(30);
    assertThat(memory.distances(golden).values()).containsOnly(new float[30], within(0.01f));
  }

  @Test
  void a_distance_is_that_to_the_nearest_patch_at_any_place() {
    PatchMemory memory =
        PatchMemory.of(List.of(new Patches(1, 3, 2, new float[] {0, 0, 3, 4, -2, 0})));
    DistanceMap map =
        memory.distances(new Patches(2, 2, 2, new float[] {-2, 0, 0, 1, 3, 3, 9, 12}));
    assertThat(map.rows()).isEqualTo(2);
    assertThat(map.values()).containsExactly(new float[] {0, 1, 1, 10}, within(1e-3f));
  }

  @Test
  void the_matrix_product_gives_what_each_pair_by_itself_gives() {
    Patches golden = random(2, 20, 20);
    Patches frame = random(3, 7, 9);
    float[] found = PatchMemory.of(List.of(golden)).distances(frame).values();
    for (int i = 0; i < frame.count(); i++) {
      assertThat(found[i]).isCloseTo(nearest(frame, i, golden), within(2e-3f));
    }
  }

  @Test
  void few_patches_stand_for_many_when_the_many_are_alike() {
    Patches golden = clustered(4, 40, 40, 12);
    PatchMemory memory = PatchMemory.of(List.of(golden), 60);
    assertThat(memory.count()).isEqualTo(60);
    for (float distance : memory.distances(clustered(5, 40, 40, 12)).values()) {
      assertThat(distance).isLessThan(0.3f);
    }
  }

  @Test
  void a_single_odd_patch_among_thousands_is_kept() {
    float[] values = new float[60 * 60 * SIZE];
    values[1234 * SIZE] = 5;
    PatchMemory memory = PatchMemory.of(List.of(new Patches(60, 60, SIZE, values)), 10);
    Patches odd = new Patches(1, 1, SIZE, Arrays.copyOfRange(values, 1234 * SIZE, 1235 * SIZE));
    assertThat(memory.distances(odd).values()[0]).isZero();
  }

  @Test
  void the_same_frames_give_the_same_memory() throws IOException {
    List<Patches> golden = List.of(random(6, 30, 30), random(7, 30, 30));
    assertThat(written(PatchMemory.of(golden, 100)))
        .isEqualTo(written(PatchMemory.of(golden, 100)));
  }

  @Test
  void a_memory_that_was_written_and_read_gives_the_same_distances_to_the_bit() throws IOException {
    PatchMemory memory = PatchMemory.of(List.of(random(8, 9, 9)));
    byte[] bytes = written(memory);
    PatchMemory read = PatchMemory.read(new ByteArrayInputStream(bytes));
    assertThat((long) bytes.length).isEqualTo(memory.bytes()).isEqualTo(12 + 2L * 81 * SIZE);
    Patches frame = random(9, 5, 5);
    assertThat(read.distances(frame).values()).isEqualTo(memory.distances(frame).values());
  }

  @Test
  void reading_leaves_what_follows_in_the_stream() throws IOException {
    byte[] bytes = written(PatchMemory.of(List.of(random(8, 2, 2))));
    ByteArrayInputStream stream = new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + 7));
    PatchMemory.read(stream);
    assertThat(stream.available()).isEqualTo(7);
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    byte[] bytes = written(PatchMemory.of(List.of(random(8, 2, 2))));
    for (int length = 0; length < bytes.length; length += 5) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PatchMemory.read(new ByteArrayInputStream(cut)))
          .isInstanceOfAny(EOFException.class, IOException.class);
    }
  }

  @Test
  void numbers_that_a_file_must_not_say_are_refused_before_memory_is_asked_for() {
    assertRefused(header(0x12345678, 152, 10), "does not begin with APM1");
    assertRefused(header(0x41504D31, 0, 10), "floats of a patch must be 1 … 2048, it says 0");
    assertRefused(header(0x41504D31, 152, Integer.MAX_VALUE), "patches must be 1 … 10000");
    assertRefused(header(0x41504D31, 152, -1), "patches must be 1 … 10000, it says -1");
    assertRefused(header(0x41504D31, 2048, 10_000), "ends after 0 of 40960000 bytes");
  }

  @Test
  void a_number_that_is_none_is_refused() {
    byte[] bytes = ByteBuffer.allocate(14).put(header(0x41504D31, 1, 1)).put((byte) 0x7E).array();
    assertRefused(bytes, "number 0 of the patch memory is NaN");
  }

  @Test
  void many_threads_ask_one_memory_and_each_gets_its_own_answer() throws Exception {
    PatchMemory memory = PatchMemory.of(List.of(random(20, 20, 20)));
    List<Callable<float[]>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Patches frame = random(30 + i, 8, 8);
      calls.add(() -> memory.distances(frame).values());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<float[]>> answers = threads.invokeAll(calls);
      for (int i = 0; i < 40; i++) {
        assertThat(answers.get(i).get()).isEqualTo(calls.get(i).call());
      }
    }
  }

  @Test
  void frames_of_another_model_are_refused() {
    PatchMemory memory = PatchMemory.of(List.of(random(1, 2, 2)));
    assertThatThrownBy(() -> memory.distances(new Patches(1, 1, 2, new float[2])))
        .hasMessage(
            "the frame has vectors of 2 floats, the memory of 24: they come from different models");
    assertThatThrownBy(
            () -> PatchMemory.of(List.of(random(1, 2, 2), new Patches(1, 1, 2, new float[2]))))
        .hasMessageContaining("24 and of 2 floats");
  }

  @Test
  void no_frames_and_impossible_numbers_are_refused() {
    assertThatThrownBy(() -> PatchMemory.of(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> PatchMemory.of(List.of(random(1, 2, 2)), 0))
        .hasMessageContaining("1 … 10000, got 0");
    Patches infinite = new Patches(1, 1, 1, new float[] {Float.POSITIVE_INFINITY});
    assertThatThrownBy(() -> PatchMemory.of(List.of(infinite))).hasMessageContaining("Infinity");
  }

  @Test
  void each_golden_frame_left_out_is_judged_by_the_others_alone() {
    Patches common = clustered(10, 10, 10, 3);
    float[] odd = common.values().clone();
    for (int cell : new int[] {44, 45, 54, 55}) {
      odd[cell * SIZE] += 4;
    }
    GoldenScores golden =
        PatchMemory.leaveOneOut(
            List.of(common, clustered(11, 10, 10, 3), new Patches(10, 10, SIZE, odd)), 1000, 20);
    List<PatchScore> scores = golden.frames();
    assertThat(scores).hasSize(3);
    assertThat(golden.worst()).isEqualTo(scores.get(2).worst());
    assertThat(scores.get(0).worst()).isLessThan(0.3);
    assertThat(scores.get(2).worst()).isGreaterThan(1);
    assertThat(scores.get(2).median()).isLessThan(0.3);
  }

  @Test
  void many_golden_frames_are_left_out_in_twenty_parts() {
    List<Patches> golden = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      golden.add(clustered(100 + i, 4, 4, 3));
    }
    assertThat(PatchMemory.leaveOneOut(golden, 1000, 20).frames()).hasSize(45);
    assertThatThrownBy(() -> PatchMemory.leaveOneOut(golden.subList(0, 1), 1000, 20))
        .hasMessageContaining("at least two");
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> PatchMemory.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] header(int magic, int size, int count) {
    return ByteBuffer.allocate(12).putInt(magic).putInt(size).putInt(count).array();
  }

  private static byte[] written(PatchMemory memory) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    memory.write(out);
    return out.toByteArray();
  }

  private static Patches random(long seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * columns * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.2);
    }
    return new Patches(rows, columns, SIZE, values);
  }

  /** Cells near one of a few far-apart corners, the same for every seed. */
  private static Patches clustered(long seed, int rows, int columns, int corners) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * columns * SIZE];
    for (int cell = 0; cell < rows * columns; cell++) {
      values[cell * SIZE + cell % corners] = 3;
      for (int k = 0; k < SIZE; k++) {
        values[cell * SIZE + k] += (float) (random.nextGaussian() * 0.02);
      }
    }
    return new Patches(rows, columns, SIZE, values);
  }

  private static float nearest(Patches frame, int cell, Patches golden) {
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i < golden.count(); i++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) {
        double difference = frame.values()[cell * SIZE + k] - golden.values()[i * SIZE + k];
        sum += difference * difference;
      }
      nearest = Math.min(nearest, sum);
    }
    return (float) Math.sqrt(nearest);
  }
}
