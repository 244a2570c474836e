package dev.andon.hub.cli;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.price.Price;
import dev.andon.hub.price.PriceBook;
import dev.andon.hub.price.PriceBookConfig;
import dev.andon.hub.price.RequestShape;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what one request would cost at most. */
@Command(
    name = "price",
    mixinStandardHelpOptions = true,
    description = "What a request would cost at most, by the price book.",
    footer = {"", "Example: ./andon price --model openai/gpt-4o-mini --image 1280x720"})
public final class PriceCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "PROVIDER/MODEL",
      description = "Without it, every model in the book is listed.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--image",
      paramLabel = "WxH",
      description = "An image's size in pixels, such as 1280x720; may be repeated.")
  private List<String> images = List.of();

  @Option(
      names = "--text",
      paramLabel = "BYTES",
      description = "Text of the request in bytes; default ${DEFAULT-VALUE}.")
  private long text = 1_000;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Longest answer; default ${DEFAULT-VALUE}.")
  private int maxTokens = 300;

  @Option(
      names = "--n",
      paramLabel = "N",
      description = "Number of answers; default ${DEFAULT-VALUE}.")
  private int choices = 1;

  @Option(names = "--day", paramLabel = "DAY", description = "The day that counts; default: today.")
  private Optional<LocalDate> day = Optional.empty();

  @Option(
      names = "--book",
      paramLabel = "FILE",
      description = "The price book; default: config/prices.yaml.")
  private Optional<Path> file = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PriceBook book =
        new ConfigFile(Environment.ofProcess()).read(bookFile(), PriceBookConfig.class).book();
    PrintWriter out = spec.commandLine().getOut();
    LocalDate when = day.orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
    if (model.isEmpty()) {
      book.models()
          .forEach(name -> book.on(name, when).ifPresent(price -> out.println(line(name, price))));
    } else {
      price(book, model.get(), when, out);
    }
    out.flush();
    return 0;
  }

  private Path bookFile() {
    return file.orElseGet(
        () -> Path.of(System.getProperty("andon.home", "."), "config", "prices.yaml"));
  }

  private void price(PriceBook book, String name, LocalDate when, PrintWriter out) {
    Price price =
        book.on(name, when)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        name
                            + " has no price on "
                            + when
                            + "; ./andon price lists the models that have one"));
    RequestShape shape =
        new RequestShape(
            text,
            2,
            images.stream().map(PriceCommand::image).toList(),
            choices,
            OptionalInt.of(maxTokens),
            false);
    long input = PriceBook.inputBound(price, shape);
    long output = PriceBook.outputBound(price, shape) * choices;
    long pixels =
        images.stream()
            .map(PriceCommand::image)
            .mapToLong(i -> price.images().tokens(i.width(), i.height()))
            .sum();
    out.println(
        "model    " + name + " (price since " + price.since() + ", book " + book.version() + ")");
    out.println(
        "input    at most "
            + input
            + " tokens, of which "
            + pixels
            + " for images: "
            + price.atMost(input, 0, false));
    out.println("output   at most " + output + " tokens");
    out.println(
        "together at most "
            + price.atMost(input, output, false)
            + "; this is what a hold reserves");
  }

  private static RequestShape.Image image(String size) {
    List<String> sides = List.of(size.toLowerCase(Locale.ROOT).split("x", -1));
    try {
      return RequestShape.Image.of(Integer.parseInt(sides.get(0)), Integer.parseInt(sides.get(1)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("'" + size + "' is no image size such as 1280x720", e);
    }
  }

  private static String line(String name, Price price) {
    return "%-55s in %8s  out %8s  %s per million"
        .formatted(
            name, units(price.rates().input()), units(price.rates().output()), price.currency());
  }

  private static String units(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }
}
