package dev.andon.hub.ingest.verdict;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ChatBuilder;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.json.JsonWriter;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Region;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The question that is put to a model about one escalation. Holds nothing that changes from part to
 * part beside the picture, so that the same picture asks the same question.
 *
 * @param version names this wording; part of the cache's namespace, changed with every change
 * @param variants the variants it is for; empty for all others
 * @param instructions what the model is told; {@code {variant}} and {@code {view}} are replaced
 * @param classes the defect classes it may name; empty leaves it free
 */
public record VerdictPrompt(
    String version, List<String> variants, String instructions, List<String> classes) {
  private static final int MAX_ANSWER_TOKENS = 600;
  private static final int MAX_CLASSES = 256;

  /** The wording used where none is configured. */
  public static final VerdictPrompt DEFAULT =
      new VerdictPrompt(
          "andon-verdict-1",
          List.of(),
          """
          You inspect parts on a production line. The picture shows a part of variant "{variant}", \
          seen from "{view}". A small model at the station was unsure about the regions listed by \
          the user. Decide whether the part has a defect anywhere in the picture. Answer "defect" \
          with one finding per defect, "pass" if there is none, and "unsure" only if the picture \
          does not let you decide. Boxes are in pixels of the picture as given, x1 and y1 \
          inclusive, x2 and y2 exclusive, origin top left.""",
          List.of());

  private static final String HOW_TO_READ =
      """
       Yellow to red marks where it differs from good parts by more than those differ among \
      themselves. A mark is a hint and no proof: light, position and harmless variation are marked \
      too, and a defect may be unmarked. Judge the first picture; findings and their boxes are \
      about the first picture alone.""";

  private static final String SAME_PLACE =
      "The second picture is for comparison. Its left half shows the same place of a good part of"
          + " this variant, in grey; its right half the first picture's part in grey."
          + HOW_TO_READ;

  private static final String WHOLE_VIEW =
      "The second picture is for comparison. Its left half shows a good part of this variant in the"
          + " whole view, in grey; that part may lie otherwise. Its right half shows the whole view"
          + " that the first picture was cut from, in grey: it lies from %d to %d %% of the half's width"
          + " and from %d to %d %% of its height."
          + HOW_TO_READ;

  public VerdictPrompt {
    variants = List.copyOf(variants);
    classes = List.copyOf(classes);
    if (version.isBlank() || version.length() > 64) {
      throw new IllegalArgumentException("a prompt's version has 1 to 64 characters");
    }
    if (instructions.isBlank() || instructions.length() > 20_000) {
      throw new IllegalArgumentException("a prompt's instructions have 1 to 20000 characters");
    }
    if (classes.size() > MAX_CLASSES) {
      throw new IllegalArgumentException("a prompt names at most " + MAX_CLASSES + " classes");
    }
  }

  /** The prompt of a list that is for {@code variant}: the one that names it, or a general one. */
  public static VerdictPrompt choose(List<VerdictPrompt> prompts, String variant) {
    return prompts.stream()
        .filter(p -> p.variants.contains(variant))
        .findFirst()
        .or(() -> prompts.stream().filter(p -> p.variants.isEmpty()).findFirst())
        .orElse(DEFAULT);
  }

  /** The request for {@code model}. The picture's bytes go in unaltered. */
  public Chat ask(Escalation escalation, ModelName model) {
    Part picture =
        new Part.InlineImage(
            escalation.image().mediaType(),
            new ImageBytes.Raw(ByteSlice.of(escalation.image().bytes())));
    return new ChatBuilder(WireFormat.STATION)
        .model(model.text())
        .message(Message.of(Message.Role.SYSTEM, new Part.Text(system(escalation))))
        .message(Message.of(Message.Role.USER, new Part.Text(regions(escalation)), picture))
        .format(
            new AnswerFormat.JsonSchema(
                "andon_verdict", RawJson.of(schema()), Optional.of(true), List.of()))
        .maxTokens(MAX_ANSWER_TOKENS)
        .temperature(0)
        .build();
  }

  /**
   * What is shown behind the question, where the station sent it: which picture is what, then the
   * picture. The same words for every wording of the question.
   */
  public static List<Part> aside(Escalation escalation) {
    return escalation.comparison() instanceof Comparison.Shown(Image good)
        ? List.of(
            new Part.Text(
                good.crop().equals(escalation.image().crop())
                    ? SAME_PLACE
                    : whole(escalation.image().crop(), good.crop())),
            new Part.InlineImage(good.mediaType(), new ImageBytes.Raw(ByteSlice.of(good.bytes()))))
        : List.of();
  }

  private static String whole(Box crop, Box shown) {
    return WHOLE_VIEW.formatted(
        percent(crop.x1() - shown.x1(), shown.width()),
        percent(crop.x2() - shown.x1(), shown.width()),
        percent(crop.y1() - shown.y1(), shown.height()),
        percent(crop.y2() - shown.y1(), shown.height()));
  }

  private static int percent(int part, int whole) {
    return Math.clamp(Math.round(100.0 * part / whole), 0, 100);
  }

  private String system(Escalation escalation) {
    return instructions
        .replace("{variant}", escalation.variant())
        .replace("{view}", escalation.view());
  }

  private static String regions(Escalation escalation) {
    Box crop = escalation.image().crop();
    return escalation.regions().stream()
        .map(Region::box)
        .map(box -> inside(box, crop))
        .map(box -> "[%d, %d, %d, %d]".formatted(box[0], box[1], box[2], box[3]))
        .collect(
            Collectors.joining(
                ", ",
                "Picture of %d x %d pixels. Doubtful regions: "
                    .formatted(crop.width(), crop.height()),
                "."));
  }

  private static int[] inside(Box box, Box crop) {
    return new int[] {
      Math.clamp(box.x1() - crop.x1(), 0, crop.width()),
      Math.clamp(box.y1() - crop.y1(), 0, crop.height()),
      Math.clamp(box.x2() - crop.x1(), 0, crop.width()),
      Math.clamp(box.y2() - crop.y1(), 0, crop.height())
    };
  }

  /** The JSON Schema of the answer; {@link VerdictReader} reads what it describes. */
  String schema() {
    return """
        {"type":"object","additionalProperties":false,"required":["verdict","findings"],\
        "properties":{"verdict":{"type":"string","enum":["pass","defect","unsure"]},\
        "findings":{"type":"array","items":{"type":"object","additionalProperties":false,\
        "required":["class","confidence","x1","y1","x2","y2"],"properties":{\
        "class":%s,"confidence":{"type":"number","minimum":0,"maximum":1},\
        "x1":{"type":"integer"},"y1":{"type":"integer"},\
        "x2":{"type":"integer"},"y2":{"type":"integer"}}}}}}"""
        .formatted(classSchema());
  }

  private String classSchema() {
    return classes.isEmpty()
        ? "{\"type\":\"string\"}"
        : classes.stream()
            .map(JsonWriter::quoted)
            .collect(Collectors.joining(",", "{\"type\":\"string\",\"enum\":[", "]}"));
  }
}
