package dev.andon.sandbox.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthCsvTest {

  @TempDir Path folder;

  @Test
  void what_is_written_is_read_back() throws IOException {
    TruthRow defect =
        new TruthRow(
            "a/1.jpg",
            "plate",
            "top",
            Truth.defect(
                List.of(new Blemish("dent", 1, 2, 3, 4), new Blemish("scratch", 5, 6, 7, 8))));
    TruthRow golden = new TruthRow("a/2.jpg", "plate", "top", Truth.golden());
    StringWriter text = new StringWriter();
    TruthCsv.begin(text);
    TruthCsv.append(text, defect);
    TruthCsv.append(text, golden);

    assertThat(read(text.toString()))
        .containsExactly(Map.entry("a/1.jpg", defect), Map.entry("a/2.jpg", golden));
  }

  @Test
  void columns_are_found_by_name_in_any_order_and_some_may_be_missing() throws IOException {
    Map<String, TruthRow> rows = read("verdict,FILE\r\npass,x.png\r\n\r\n");

    assertThat(rows.get("x.png")).isEqualTo(new TruthRow("x.png", "", "", Truth.pass()));
  }

  @Test
  void errors_name_the_line_the_column_and_the_value() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(TruthFormatException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> read("file,view\n")).hasMessageContaining("file and verdict");
    assertThatThrownBy(() -> read("file,verdict\na.jpg,maybe\n"))
        .hasMessageContaining("line 2")
        .hasMessageContaining("'maybe'");
    assertThatThrownBy(() -> read("file,verdict,x1,y1,x2,y2\na.jpg,defect,1,2,x,4\n"))
        .hasMessageContaining("x2")
        .hasMessageContaining("'x'");
    assertThatThrownBy(() -> read("file,verdict,x1,y1,x2,y2\na.jpg,defect,9,2,1,4\n"))
        .hasMessageContaining("9,2,1,4");
    assertThatThrownBy(() -> read("file,verdict\na.jpg,pass\na.jpg,defect\n"))
        .hasMessageContaining("line 3")
        .hasMessageContaining("both pass and defect");
  }

  private Map<String, TruthRow> read(String text) throws IOException {
    Path csv = Files.writeString(folder.resolve("truth.csv"), text);
    return TruthCsv.read(csv);
  }
}
