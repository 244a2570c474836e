package dev.andon.edge.capture.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.FileStamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SettlingTest {
  private static final long SECOND = 1_000_000_000;

  private final Settling settling = new Settling(SECOND);

  private static PictureFile file(String name, long size) {
    return new PictureFile(Path.of(name), name, new FileStamp(size, 0));
  }

  private List<String> look(long now, PictureFile... found) {
    settling.beginLook();
    for (PictureFile file : found) {
      settling.find(file, now);
    }
    return settling.endLook(now, stamp -> false).stream().map(PictureFile::name).toList();
  }

  @Test
  void a_picture_is_due_when_two_looks_found_the_same_content() {
    assertThat(look(0, file("a", 1), file("b", 1))).isEmpty();
    assertThat(look(SECOND, file("a", 2), file("b", 1))).containsExactly("b");
    assertThat(look(2 * SECOND, file("a", 2))).containsExactly("a");
    assertThat(settling.stood(file("a", 2), 3 * SECOND)).isEqualTo(2 * SECOND);
  }

  @Test
  void a_picture_that_was_not_found_again_is_forgotten_unless_the_look_broke_off() {
    look(0, file("a", 1));
    settling.beginLook();
    settling.breakOff();
    assertThat(settling.isEmpty()).isFalse();
    look(SECOND);
    assertThat(settling.isEmpty()).isTrue();
  }

  @Test
  void a_picture_that_cannot_be_read_is_tried_again_after_pauses_that_grow_to_a_minute() {
    look(0, file("a", 1));
    List<Long> tried = new ArrayList<>();
    for (long second = 1; second < 400; second++) {
      if (!look(second * SECOND, file("a", 1)).isEmpty()) {
        tried.add(second);
        settling.failed(file("a", 1), second * SECOND);
      }
    }
    assertThat(tried).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 124L, 184L, 244L, 304L, 364L);
    assertThat(settling.unreadable()).isEqualTo(1);
    assertThat(look(400 * SECOND, file("a", 2))).isEmpty();
    assertThat(look(401 * SECOND, file("a", 2))).containsExactly("a");
  }

  @Test
  void of_more_than_can_be_held_the_first_by_name_come_first_and_every_one_comes() {
    Random random = new Random(7);
    TreeSet<String> left = new TreeSet<>();
    while (left.size() < 25_000) {
      left.add(Integer.toHexString(random.nextInt()));
    }
    List<String> came = new ArrayList<>();
    for (long round = 1; !left.isEmpty(); round++) {
      PictureFile[] all = left.stream().map(name -> file(name, 1)).toArray(PictureFile[]::new);
      look(2 * round * SECOND, all);
      List<String> due = look((2 * round + 1) * SECOND, all);
      assertThat(due).hasSizeLessThanOrEqualTo(Settling.MOST);
      assertThat(settling.more()).isEqualTo(left.size() > Settling.MOST);
      due.forEach(name -> settling.remove(file(name, 1)));
      came.addAll(due);
      due.forEach(left::remove);
    }
    assertThat(came).hasSize(25_000).isSorted();
  }
}
