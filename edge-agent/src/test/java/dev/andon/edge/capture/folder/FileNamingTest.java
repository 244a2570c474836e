package dev.andon.edge.capture.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.Labelling;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.PartIds;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class FileNamingTest {
  private static final FileStamp STAMP = new FileStamp(1, 0);

  private static PartLabel label(FileNaming naming, String file) {
    return naming.label(Cursor.of(file, STAMP), false);
  }

  private static FileNaming plain(PartIdRule rule) {
    return new FileNaming(rule, Optional.empty(), "flange", "top");
  }

  private static FileNaming by(String pattern) {
    return new FileNaming(
        PartIdRule.PATTERN, Optional.of(Pattern.compile(pattern)), "flange", "top");
  }

  @Test
  void by_path_each_file_is_a_part_and_by_stem_equal_names_are_one() {
    assertThat(label(plain(PartIdRule.PATH), "cam-1/7.jpg"))
        .isEqualTo(new PartLabel("cam-1/7.jpg", "flange", "top"));
    assertThat(label(plain(PartIdRule.STEM), "cam-1/7.jpg"))
        .isEqualTo(label(plain(PartIdRule.STEM), "cam-2/7.png"));
    assertThat(label(plain(PartIdRule.NONE), "cam-1/7.jpg").partId())
        .matches("picture-[0-9a-f]{16}");
    assertThat(plain(PartIdRule.PATH).identifiesParts()).isFalse();
    assertThat(plain(PartIdRule.NONE).identifiesParts()).isFalse();
    assertThat(plain(PartIdRule.STEM).identifiesParts()).isTrue();
  }

  @Test
  void a_pattern_tells_part_variant_and_view() {
    FileNaming naming = by("(?:.*/)?(?<part>[^_/]+)_(?<variant>[^_]+)_(?<view>.+)");
    assertThat(label(naming, "2026/11/P0815_hub-b_left.side.jpg"))
        .isEqualTo(new PartLabel("P0815", "hub-b", "left.side"));
    assertThat(naming.identifiesParts()).isTrue();
    assertThat(naming.unmatched()).isZero();
  }

  @Test
  void a_pattern_without_variant_and_view_leaves_those_of_the_station() {
    assertThat(label(by("(?<part>\\d+)(-(?<view>\\w+))?"), "12.png"))
        .isEqualTo(new PartLabel("12", "flange", "top"));
  }

  @Test
  void a_name_that_does_not_match_is_counted_and_gets_its_path() {
    FileNaming naming = by("(?<part>\\d+)");
    assertThat(label(naming, "a/b.png")).isEqualTo(new PartLabel("a/b.png", "flange", "top"));
    assertThat(naming.unmatched()).isEqualTo(1);
  }

  @Test
  void a_pattern_that_would_never_end_is_stopped() {
    FileNaming naming = by("(?<part>(a+)+)b");
    assertThat(label(naming, "a".repeat(200) + ".jpg").variant()).isEqualTo("flange");
    assertThat(naming.unmatched()).isEqualTo(1);
    FileNaming deep = by("(?<part>(a|b)*)c");
    assertThat(label(deep, "ab".repeat(50) + ".jpg").partId()).startsWith("ab");
  }

  @Test
  void groups_that_are_blank_or_too_long_make_no_part_that_does_not_hold() {
    assertThat(label(by("(?<part>.*)_(?<variant>.*)"), " _ .jpg").partId()).isEqualTo(" _ .jpg");
    PartLabel lengthy = label(by("(?<part>.+)_(?<variant>.+)"), "p_" + "v".repeat(200) + ".jpg");
    assertThat(lengthy.variant()).hasSizeLessThanOrEqualTo(128).contains("~");
  }

  @Test
  void any_text_becomes_a_part_id_that_holds_and_different_texts_stay_different() {
    assertThat(PartIds.valid("P-17 left")).isEqualTo("P-17 left");
    assertThat(PartIds.valid(" ")).isNotBlank();
    assertThat(PartIds.valid("")).isNotBlank();
    assertThat(PartIds.valid("a\nb")).startsWith("a_b~");
    assertThat(PartIds.valid("x".repeat(500) + "1"))
        .hasSizeLessThanOrEqualTo(128)
        .isNotEqualTo(PartIds.valid("x".repeat(500) + "2"))
        .isNotEqualTo(PartIds.valid("y" + "x".repeat(499) + "1"));
    assertThat(Labelling.partIdOf(new Cursor(" .jpg", 0))).isNotBlank();
  }

  @Test
  void a_pattern_and_its_rule_go_together_and_need_a_group_for_the_part() {
    assertThatThrownBy(() -> by("(?<variant>.*)"))
        .hasMessage("source.pattern needs a group (?<part>…), but is (?<variant>.*)");
    assertThatThrownBy(() -> plain(PartIdRule.PATTERN))
        .hasMessageContaining("give both or neither");
  }
}
