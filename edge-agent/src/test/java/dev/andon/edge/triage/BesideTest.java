package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.ComparisonPicture;
import dev.andon.vision.Decoding;
import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Image;
import dev.andon.wire.Region;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a station shows of its golden frames to whoever is asked. */
final class BesideTest {
  private static final ViewKey VIEW = new ViewKey("v1", "top");

  private final TriageModel model = TinyModel.load();
  private final ReferenceBank bank = new ReferenceBank();

  @AfterEach
  void close() {
    model.close();
  }

  private GridTriager triager(Optional<PatchModel> patches) {
    return new GridTriager(
        model,
        Layout.GRID,
        bank,
        new TriagePolicy(model.bundle().manifest(), List.of()),
        patches,
        Autonomy.forgetful());
  }

  private static Frame frame(Picture picture) {
    return new Frame(
        picture,
        Frame.PixelFormat.BGR8,
        Instant.EPOCH,
        0,
        0,
        "p",
        VIEW.variant(),
        VIEW.view(),
        new Cursor("f", 0));
  }

  private static Triage.Unsure doubt(GridTriager triager, Frame frame) throws InterruptedException {
    Triage triage = triager.triage(frame);
    return triage instanceof Triage.Unsure unsure
        ? unsure
        : new Triage.Unsure(
            List.of(new Region(0, new Box(0, 0, 160, 160), List.of(), new float[0])));
  }

  private static Optional<Image> beside(GridTriager triager, Frame frame, Box cutOut)
      throws InterruptedException {
    return triager.beside(frame, doubt(triager, frame), cutOut);
  }

  private static Picture decoded(Image image) {
    return ((Decoding.Decoded) Picture.decode(image.bytes(), "comparison")).picture();
  }

  /** Mean of red less blue over a square. */
  private static double tint(Picture picture, int x, int y, int side) {
    try (Picture part = picture.crop(new Box(x, y, x + side, y + side))) {
      byte[] bgr = part.pixels();
      double sum = 0;
      for (int i = 0; i < bgr.length; i += 3) {
        sum += (bgr[i + 2] & 0xFF) - (bgr[i] & 0xFF);
      }
      return 3 * sum / bgr.length;
    }
  }

  private static double brightness(Picture picture, int x, int y, int side) {
    try (Picture part = picture.crop(new Box(x, y, x + side, y + side))) {
      byte[] bgr = part.pixels();
      double sum = 0;
      for (byte value : bgr) {
        sum += value & 0xFF;
      }
      return sum / bgr.length;
    }
  }

  private void enrol(Picture... golden) throws InterruptedException {
    bank.put(new Enrolment(model, Layout.GRID, 2, new Random(1)).enrol(VIEW, List.of(golden)));
  }

  @Test
  void without_golden_frames_of_the_view_there_is_nothing_to_show() throws Exception {
    try (GridTriager triager = triager(Optional.empty());
        Frame frame = frame(Drawn.part(320, 320))) {
      assertThat(beside(triager, frame, new Box(0, 0, 160, 160))).isEmpty();
    }
  }

  @Test
  void golden_frames_of_another_size_are_not_shown() throws Exception {
    try (GridTriager triager = triager(Optional.empty());
        Picture golden = Drawn.part(480, 320);
        Frame frame = frame(Drawn.part(320, 320))) {
      enrol(golden);
      assertThat(beside(triager, frame, new Box(0, 0, 160, 160))).isEmpty();
    }
  }

  @Test
  void the_same_place_of_the_golden_frame_stands_left_and_the_defect_is_tinted_right()
      throws Exception {
    Box cutOut = new Box(10, 150, 190, 320);
    try (GridTriager triager = triager(Optional.empty());
        Picture golden = Drawn.part(320, 320);
        Frame frame = frame(Drawn.marked(golden, 30, 200, 12, 20, 20, 20))) {
      enrol(golden);
      Image image = beside(triager, frame, cutOut).orElseThrow();
      assertThat(image.crop()).isEqualTo(cutOut);
      assertThat(image.mediaType()).isEqualTo("image/jpeg");
      try (Picture drawn = decoded(image)) {
        assertThat(drawn.width()).isEqualTo(2 * 180 + ComparisonPicture.GAP);
        int right = 180 + ComparisonPicture.GAP;
        assertThat(brightness(drawn, 22, 52, 8)).as("good").isBetween(95.0, 105.0);
        assertThat(tint(drawn, 22, 52, 8)).as("good").isBetween(-5.0, 5.0);
        assertThat(tint(drawn, right + 22, 52, 8)).as("the spot").isGreaterThan(60);
        assertThat(tint(drawn, right + 60, 110, 20)).as("elsewhere").isBetween(-5.0, 5.0);
      }
    }
  }

  @Test
  void a_photograph_of_a_good_part_is_hardly_tinted() throws Exception {
    try (GridTriager triager = triager(Optional.empty());
        Picture golden = Drawn.part(320, 320);
        Frame frame = frame(PhotographicNoise.of(golden, new Random(5)))) {
      enrol(golden);
      try (Picture drawn =
          decoded(beside(triager, frame, frame.picture().bounds()).orElseThrow())) {
        assertThat(tint(drawn, ComparisonPicture.MOST_PANEL + 10, 0, 240)).isLessThan(2);
      }
    }
  }

  @Test
  void of_several_golden_frames_the_one_nearest_to_the_doubtful_part_is_shown() throws Exception {
    try (GridTriager triager = triager(Optional.empty());
        Picture plain = Drawn.part(320, 320);
        Picture bright = Drawn.marked(plain, 200, 220, 60, 200, 200, 200);
        Frame frame = frame(Drawn.marked(bright, 210, 230, 12, 0, 0, 0))) {
      enrol(plain, bright);
      bank.put(registered(bank.find(VIEW).orElseThrow()));
      try (Picture drawn =
          decoded(beside(triager, frame, new Box(160, 160, 320, 320)).orElseThrow())) {
        assertThat(brightness(drawn, 60, 80, 20)).isGreaterThan(180);
      }
    }
  }

  /** As if the two variants of a good part lay over one another all the same. */
  private static ReferenceView registered(ReferenceView view) {
    return new ReferenceView(
        view.key(),
        view.width(),
        view.height(),
        view.slots(),
        view.golden(),
        new ReferenceView.Noise(0.1, 2),
        Optional.empty(),
        view.standard());
  }

  @Test
  void where_parts_lie_as_they_like_the_whole_view_is_shown() throws Exception {
    List<Picture> loose = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      try (Picture face = Drawn.part(320, 320)) {
        loose.add(Drawn.marked(face, 20 + 60 * i, 220 - 40 * i, 60, 180, 180, 180));
      }
    }
    try (PatchModel patches =
            new PatchModel(
                PatchBundle.open(
                    Path.of(
                        System.getProperty("andon.root"), "models/bundles/andon-patches/0.1.0")));
        GridTriager triager = triager(Optional.of(patches));
        Frame frame = frame(checked(loose.getFirst(), 180, 200))) {
      bank.put(
          new Enrolment(model, Optional.of(patches), Layout.GRID, 1, new Random(1))
              .enrol(VIEW, loose));
      assertThat(bank.find(VIEW).orElseThrow().registered()).isFalse();
      Image image = beside(triager, frame, new Box(0, 0, 160, 160)).orElseThrow();
      assertThat(image.crop()).isEqualTo(new Box(0, 0, 320, 320));
      assertThat(image.bytes().length).isLessThan(Comparison.MAX_BYTES);
      try (Picture drawn = decoded(image)) {
        int right = ComparisonPicture.MOST_PANEL + ComparisonPicture.GAP;
        double scale = ComparisonPicture.MOST_PANEL / 320.0;
        assertThat(tint(drawn, right + (int) (190 * scale), (int) (210 * scale), 20))
            .as("the damage")
            .isGreaterThan(40);
        assertThat(tint(drawn, (int) (190 * scale), (int) (210 * scale), 20))
            .as("the golden frame")
            .isBetween(-5.0, 5.0);
      }
      bank.put(registeredNot(bank.find(VIEW).orElseThrow()));
      assertThat(beside(triager, frame, new Box(0, 0, 160, 160)))
          .as("without patches nothing can be said of such a view")
          .isEmpty();
    } finally {
      loose.forEach(Picture::close);
    }
  }

  private static ReferenceView registeredNot(ReferenceView view) {
    return new ReferenceView(
        view.key(),
        view.width(),
        view.height(),
        view.slots(),
        view.golden(),
        view.noise(),
        Optional.empty(),
        view.standard());
  }

  /** A chequered square of 50 pixels, as no golden frame has. */
  private static Picture checked(Picture part, int x, int y) {
    Picture picture = part.copy();
    for (int i = 0; i < 50; i += 10) {
      for (int j = 0; j < 50; j += 10) {
        int level = (i + j) / 10 % 2 == 0 ? 255 : 0;
        try (Picture before = picture) {
          picture = Drawn.marked(before, x + i, y + j, 10, level, level, level);
        }
      }
    }
    return picture;
  }
}
