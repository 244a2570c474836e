package dev.andon.edge.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.wire.Box;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TruthFileTest {

  @Test
  void columns_are_found_by_header_and_rows_of_a_file_are_joined() throws IOException {
    List<FrameTruth> truth =
        read(
            """
            verdict,file,x1,y1,x2,y2,class,view,variant
            defect,a.jpg,1,2,3,4,open,top,v1
            pass,b.jpg,,,,,,top,v1
            defect,a.jpg,5,6,7,8,short,top,v1
            golden,"with, comma.jpg",,,,,,top,v1
            """);
    assertThat(truth)
        .extracting(FrameTruth::file)
        .containsExactly("a.jpg", "b.jpg", "with, comma.jpg");
    assertThat(truth.getFirst().defects())
        .containsExactly(
            new FrameTruth.Mark("open", new Box(1, 2, 3, 4)),
            new FrameTruth.Mark("short", new Box(5, 6, 7, 8)));
    assertThat(truth.get(2).state()).isEqualTo(FrameTruth.State.GOLDEN);
  }

  @Test
  void variant_and_view_may_be_left_out() throws IOException {
    FrameTruth truth = read("file,verdict\na.jpg,pass\n").getFirst();
    assertThat(truth.variant()).isEqualTo("default");
    assertThat(truth.view()).isEqualTo("default");
  }

  @Test
  void what_is_written_reads_the_same() throws IOException {
    List<FrameTruth> truth =
        List.of(
            new FrameTruth("a,1.jpg", "v\"1", "top", FrameTruth.State.PASS, List.of()),
            new FrameTruth(
                "b.jpg",
                "v2",
                "side",
                FrameTruth.State.DEFECT,
                List.of(new FrameTruth.Mark("dent", new Box(0, 0, 9, 9)))));
    StringWriter out = new StringWriter();
    TruthFile.write(truth, out);
    assertThat(read(out.toString())).isEqualTo(truth);
  }

  @Test
  void mistakes_are_named_with_line_column_and_value() {
    assertRefused("file,verdict\na.jpg,maybe\n", "t.csv:2: verdict must be", "\"maybe\"");
    assertRefused("file,variant\na.jpg,v\n", "t.csv:1: the column \"verdict\" is missing");
    assertRefused("", "t.csv: the file is empty");
    assertRefused("file,verdict,x1,y1,x2,y2\na,defect,1,2,x,4\n", "t.csv:2: x2", "\"x\"");
    assertRefused("file,verdict,x1,y1,x2,y2\na,defect,9,2,3,4\n", "t.csv:2: box must have");
    assertRefused("file,verdict,x1,y1,x2,y2\na,pass,1,2,3,4\n", "t.csv:2: only a defect has a box");
    assertRefused("file,verdict\na,pass\na,defect\n", "the rows of a disagree");
  }

  private static void assertRefused(String csv, String... parts) {
    assertThatThrownBy(() -> read(csv))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static List<FrameTruth> read(String csv) throws IOException {
    return TruthFile.read(new StringReader(csv), "t.csv");
  }
}
