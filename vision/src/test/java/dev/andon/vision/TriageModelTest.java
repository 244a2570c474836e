package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.andon.wire.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class TriageModelTest {
  private final Bundle bundle = Bundle.open(TinyBundle.directory());

  @Test
  void scores_are_the_sigmoid_of_the_logit_over_its_temperature() throws Exception {
    try (TriageModel model = new TriageModel(bundle);
        Picture grey = Pictures.plain(320, 160, 100, 100, 100);
        Picture picture = Pictures.painted(grey, new Box(200, 10, 220, 30), 200, 100, 230)) {
      List<TileScores> tiles = model.infer(picture, Grid.tiles(320, 160));
      assertThat(tiles).hasSize(2);
      assertThat(tiles.get(0).scores()[0]).isCloseTo(sigmoid(20 * 100 / 255.0 - 15), within(1e-5f));
      assertThat(tiles.get(1).scores()[0]).isCloseTo(sigmoid(20 * 230 / 255.0 - 15), within(1e-5f));
      assertThat(tiles.get(1).scores()[1])
          .isCloseTo(sigmoid((20 * 200 / 255.0 - 15) / 2), within(1e-5f));
      assertThat(tiles.get(1).topClass()).isZero();
    }
  }

  @Test
  void an_embedding_has_length_one_and_no_distance_to_itself() throws Exception {
    try (TriageModel model = new TriageModel(bundle);
        Picture picture = Pictures.pattern(160, 160)) {
      TileScores tile = model.infer(picture, List.of(picture.bounds())).getFirst();
      assertThat(tile.embedding()).hasSize(4);
      assertThat(tile.distanceTo(tile.embedding())).isCloseTo(0, within(1e-5f));
    }
  }

  @Test
  void a_batch_gives_the_same_numbers_as_tile_after_tile() throws Exception {
    try (TriageModel single = new TriageModel(bundle);
        TriageModel batched = new TriageModel(bundle, new TriageModel.Settings(1, 2, 4));
        Picture picture = Pictures.pattern(500, 400)) {
      List<Box> tiles = Grid.tiles(500, 400);
      List<TileScores> expected = single.infer(picture, tiles);
      List<TileScores> actual = batched.infer(picture, tiles);
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i).scores()).containsExactly(expected.get(i).scores(), within(1e-5f));
        assertThat(actual.get(i).embedding())
            .containsExactly(expected.get(i).embedding(), within(1e-5f));
      }
    }
  }

  @Test
  void many_threads_share_two_lanes_and_each_gets_its_own_answer() throws Exception {
    try (TriageModel model = new TriageModel(bundle, new TriageModel.Settings(2, 1, 1));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Float>> calls = new ArrayList<>();
      for (int red = 0; red < 64; red++) {
        int value = red * 4;
        calls.add(() -> scratchOf(model, value));
      }
      List<Future<Float>> answers = threads.invokeAll(calls);
      for (int red = 0; red < 64; red++) {
        assertThat(answers.get(red).get())
            .isCloseTo(sigmoid(20 * red * 4 / 255.0 - 15), within(1e-5f));
      }
    }
  }

  private static float scratchOf(TriageModel model, int red) throws InterruptedException {
    try (Picture picture = Pictures.plain(160, 160, 0, 0, red)) {
      return model.infer(picture, List.of(picture.bounds())).getFirst().scores()[0];
    }
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }
}
