package dev.andon.edge.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.edge.triage.ViewKey;
import dev.andon.wire.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotFileTest {
  private static final ViewKey VIEW = new ViewKey("screws, m4", "top");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "variant,view,x1,y1,x2,y2\n\"screws, m4\",top,0,0,160,160\n\"screws, m4\",top,160,0,320,160\n",
        "\uFEFFvariant,view,x1,y1,x2,y2\r\n\"screws, m4\",top,0,0,160,160\r\n\"screws, m4\",top,160,0,320,160\r\n",
        "variant;view;x1;y1;x2;y2\nscrews, m4;top;0;0;160;160\nscrews, m4;top;160;0;320;160\n;;;;;\n",
        "View,Variant,x1,x2,y1,y2\ntop,\"screws, m4\",0,160,0,160\ntop,\"screws, m4\",160,320,0,160\n"
      })
  void slots_are_read_however_a_spreadsheet_saved_them(String text) throws IOException {
    Path csv = Files.writeString(folder.resolve("slots.csv"), text);
    assertThat(SlotFile.read(csv).slots())
        .containsOnlyKeys(VIEW)
        .containsEntry(VIEW, List.of(new Box(0, 0, 160, 160), new Box(160, 0, 320, 160)));
  }

  @Test
  void mistakes_are_named_with_line_and_value() throws IOException {
    refused("variant,view,x1,y1,x2\nv,top,0,0,1\n", "slots.csv:1: the column \"y2\" is missing");
    refused("variant,view,x1,y1,x2,y2\nv,top,0,0,x,1\n", "slots.csv:2: x2", "\"x\"");
    refused("variant,view,x1,y1,x2,y2\nv,top,0,0,1.5,1\n", "slots.csv:2: x2", "whole number");
    refused("variant,view,x1,y1,x2,y2\n\nv,top,9,0,1,1\n", "slots.csv:3: box must have");
  }

  private void refused(String text, String... parts) throws IOException {
    Path csv = Files.writeString(folder.resolve("slots.csv"), text);
    assertThatThrownBy(() -> SlotFile.read(csv))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
