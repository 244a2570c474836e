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
  void a_file_saved_by_a_spreadsheet_reads_as_it_was_meant() throws IOException {
    String plain = "file,verdict,class,x1,y1,x2,y2\n";
    FrameTruth meant = read(plain + "a.jpg,defect,open,1,2,13,40\n").getFirst();
    // A byte order mark and CRLF, semicolons with decimal commas, tabs, everything in quotes.
    assertThat(read("\uFEFFfile,verdict,class,x1,y1,x2,y2\r\na.jpg,defect,open,1,2,13,40\r\n"))
        .containsExactly(meant);
    assertThat(read("\uFEFF\"file\",verdict,class,x1,y1,x2,y2\r\na.jpg,defect,open,1,2,13,40\r\n"))
        .containsExactly(meant);
    assertThat(read("file;verdict;class;x1;y1;x2;y2\na.jpg;defect;open;1,0;2,4;12,5;40\n"))
        .containsExactly(meant);
    assertThat(read("file\tverdict\tclass\tx1\ty1\tx2\ty2\na.jpg\tdefect\topen\t1\t2\t13\t40\n"))
        .containsExactly(meant);
    assertThat(
            read(
                "\"file\",\"verdict\",\"class\",\"x1\",\"y1\",\"x2\",\"y2\"\n\"a.jpg\",\"defect\",\"open\",\"1\",\"2\",\"12,5\",\"40\"\n"))
        .containsExactly(meant);
    assertThat(read(plain + ",,,,,,\na.jpg,defect,open,1,2,13,40\n  ,,,,,,\n"))
        .containsExactly(meant);
  }

  @Test
  void a_field_in_quotes_may_hold_separators_quotes_and_line_breaks() throws IOException {
    List<FrameTruth> truth =
        read("file,verdict,variant\n\"a;,\"\"1\"\".jpg\",pass,\"left\nright\"\nb.jpg,pass,x\n");
    assertThat(truth).extracting(FrameTruth::file).containsExactly("a;,\"1\".jpg", "b.jpg");
    assertThat(truth.getFirst().variant()).isEqualTo("left\nright");
    assertRefused("file,verdict,variant\na,pass,\"l\nr\"\nb,maybe,x\n", "t.csv:4: verdict");
  }

  @Test
  void what_is_written_reads_the_same() throws IOException {
    List<FrameTruth> truth =
        List.of(
            new FrameTruth("a,1.jpg", "v\"1", "top", FrameTruth.State.PASS, List.of()),
            new FrameTruth("=1;2.jpg", "-v\n2", "top", FrameTruth.State.PASS, List.of()),
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
    assertRefused("file,verdict\na, b.jpg,pass\n", "t.csv:2: has 3 fields", "in quotes");
    assertRefused("file,verdict\na,pass,b\n", "t.csv:2: has 3 fields", "names 2");
    assertRefused("file,verdict,verdict\na,pass,defect\n", "\"verdict\" is there twice");
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
