package dev.andon.edge.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.EdgeMain;
import dev.andon.edge.EnrolStation;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.triage.ViewKey;
import dev.andon.fixtures.Drawn;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Golden frames from a running station with the shipped models, over real HTTP. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class EnrolDoorTest {
  private static final String COPIED = "token=" + EnrolStation.TOKEN;

  private static final Random RANDOM = new Random(7);
  private static @TempDir Path folder;
  private static EnrolStation station;

  @BeforeAll
  static void start() throws Exception {
    station = new EnrolStation(folder);
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  /** Good parts, photographed one after another; each test has a view of its own. */
  private static void showGood(String view, int count) {
    for (int i = 0; i < count; i++) {
      station.show(view, good());
    }
  }

  private static Picture good() {
    try (Picture part = Drawn.part(320, 320)) {
      return PhotographicNoise.of(part, RANDOM);
    }
  }

  private static Picture scratched() {
    try (Picture part = Drawn.part(320, 320);
        Picture bad = Drawn.marked(part, 200, 30, 14, 250, 250, 250)) {
      return PhotographicNoise.of(bad, RANDOM);
    }
  }

  private static List<KeptFrame> kept(String view) {
    return station.recent.of(new ViewKey("flange", view));
  }

  private static String ids(String view) {
    return kept(view).stream().map(frame -> "&frame=" + frame.id()).collect(Collectors.joining());
  }

  private static boolean enrolled(String view) {
    return Files.exists(folder.resolve("golden"))
        && station.golden().stream().anyMatch(line -> line.startsWith("flange/" + view + ":"));
  }

  private String result(HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
    assertThat(begun.headers().firstValue("Location")).contains("/enrol/progress");
    String cookie = cookie(begun);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> !station.get("/enrol/progress", "Cookie", cookie).body().contains("<progress"));
    return station.get("/enrol/progress", "Cookie", cookie).body();
  }

  private static String cookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static String key(String page) {
    Matcher key = Pattern.compile("name=key value=\"([^\"]+)\"").matcher(page);
    assertThat(key.find()).as(page).isTrue();
    return key.group(1);
  }

  @Test
  void a_view_is_enrolled_on_the_page_and_judges_the_next_frame() throws Exception {
    showGood("page", 8);
    assertThat(station.show("page", good())).isEqualTo("asked");
    station.show("page", scratched());

    HttpResponse<String> opened = station.post("do=open&variant=flange&view=page&" + COPIED);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body())
        .contains("flange/page</b>: the last 10 pictures")
        .contains("1 is not ticked", "<em>unlike the others</em>");
    String ticked =
        Pattern.compile("name=frame value=(\\d+) checked")
            .matcher(opened.body())
            .results()
            .map(found -> "&frame=" + found.group(1))
            .collect(Collectors.joining());
    assertThat(ticked.split("&frame=")).hasSize(10);

    String result =
        result(
            station.post("do=enrol&variant=flange&view=page&key=" + key(opened.body()) + ticked));

    assertThat(result)
        .contains("flange/page has 9 golden frames")
        .contains("Frames of flange/page that lie over a golden frame pass, clear differences")
        .contains("What these golden frames find unusual", "beside the others", "not chosen");
    assertThat(station.show("page", good())).isEqualTo("accept");
    assertThat(station.show("page", scratched())).isEqualTo("reject");
    assertThat(station.get("/").body())
        .contains("flange/page: 9 golden frames, lying over one another, taken up at")
        .contains("<a href=/enrol>");
    assertThat(folder.resolve("golden")).isDirectoryContaining("glob:**.ref");
  }

  @Tag("slow")
  @Test
  void the_picture_of_what_is_unusual_is_red_where_the_part_is_scratched() throws Exception {
    showGood("heat", 6);
    station.show("heat", scratched());
    String good =
        kept("heat").stream()
            .limit(6)
            .map(frame -> "&frame=" + frame.id())
            .collect(Collectors.joining());
    HttpResponse<String> begun = station.post("do=enrol&variant=flange&view=heat&" + COPIED + good);
    String result = result(begun);
    List<String> pictures =
        Pattern.compile("src=\"(/enrol/unusual/[^\"]+)\"")
            .matcher(result)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(pictures).hasSize(3);
    var shown =
        ImageIO.read(
            new ByteArrayInputStream(
                station.bytes(pictures.getLast(), "Cookie", cookie(begun)).body()));
    assertThat(shown.getWidth()).isEqualTo(320);
    int scratch = shown.getRGB(206, 36);
    int face = shown.getRGB(160, 110);
    assertThat(red(scratch) - green(scratch)).as("scratch").isGreaterThan(100);
    assertThat(red(face) - green(face)).as("face").isBetween(-30, 30);
  }

  private static int red(int rgb) {
    return rgb >> 16 & 0xFF;
  }

  private static int green(int rgb) {
    return rgb >> 8 & 0xFF;
  }

  @Test
  void a_lens_cap_among_the_chosen_is_refused_with_its_number() throws Exception {
    showGood("cap", 3);
    station.show("cap", Drawn.grey(320, 320));
    showGood("cap", 1);
    HttpResponse<String> opened = station.post("do=open&variant=flange&view=cap&" + COPIED);
    assertThat(opened.body()).contains("<em>shows no part: camera flat</em>");
    String result = result(station.post("do=enrol&variant=flange&view=cap&" + COPIED + ids("cap")));
    assertThat(result)
        .contains(
            "Nothing was changed",
            "picture " + kept("cap").get(3).number() + " (",
            "shows no part, camera flat");
    assertThat(enrolled("cap")).isFalse();
    assertThat(station.show("cap", good())).isEqualTo("asked");
  }

  @Test
  void without_the_token_nothing_is_shown_and_nothing_changes() throws Exception {
    showGood("closed", 2);
    String id = kept("closed").getFirst().id();
    assertThat(station.get("/enrol").statusCode()).isEqualTo(401);
    assertThat(station.get("/enrol").body()).contains("operator token").doesNotContain("/frame/");
    assertThat(station.get("/enrol/frame/" + id).statusCode()).isEqualTo(401);
    assertThat(station.get("/enrol/progress").statusCode()).isEqualTo(401);
    for (String form :
        List.of(
            "do=enrol&variant=flange&view=closed" + ids("closed"),
            "do=enrol&variant=flange&view=closed&token=wrong-token-of-20-ch" + ids("closed"),
            "do=enrol&variant=flange&view=closed&key=AAAA" + ids("closed"),
            "do=open&token=",
            "")) {
      HttpResponse<String> refused = station.post(form);
      assertThat(refused.statusCode()).as(form).isEqualTo(401);
      assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }
    assertThat(enrolled("closed")).isFalse();
  }

  @Test
  void a_cookie_shows_pictures_and_changes_nothing() throws Exception {
    showGood("cookie", 2);
    HttpResponse<String> opened = station.post("do=open&variant=flange&view=cookie&" + COPIED);
    String set = opened.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set)
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain(EnrolStation.TOKEN);
    String cookie = cookie(opened);
    String id = kept("cookie").getFirst().id();
    HttpResponse<byte[]> picture = station.bytes("/enrol/frame/" + id, "Cookie", cookie);
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(picture.body()).isEqualTo(Files.readAllBytes(kept("cookie").getFirst().file()));
    assertThat(station.bytes("/enrol/frame/" + id + "/small", "Cookie", cookie).body())
        .hasSizeLessThan(picture.body().length);
    assertThat(station.get("/enrol/frame/999", "Cookie", cookie).statusCode()).isEqualTo(404);
    assertThat(station.get("/enrol/frame/..%2f..%2foutbox.db", "Cookie", cookie).statusCode())
        .isEqualTo(404);
    assertThat(
            station
                .post("do=enrol&variant=flange&view=cookie" + ids("cookie"), "Cookie", cookie)
                .statusCode())
        .isEqualTo(401);
    assertThat(station.get("/enrol", "Cookie", cookie).body()).doesNotContain("name=key");
  }

  @Test
  void a_key_of_the_page_is_good_once() throws Exception {
    showGood("key", 2);
    String key = key(station.post("do=open&variant=flange&view=key&" + COPIED).body());
    assertThat(station.post("do=open&variant=flange&view=key&key=" + key).statusCode())
        .isEqualTo(200);
    HttpResponse<String> again = station.post("do=open&variant=flange&view=key&key=" + key);
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.body()).contains("used already");
  }

  @Test
  void pages_of_other_origins_and_bent_names_are_refused_also_with_the_token() throws Exception {
    showGood("origin", 2);
    String form = "do=enrol&variant=flange&view=origin&" + COPIED + ids("origin");
    assertThat(station.post(form, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(station.post(form, "Origin", "http://127.0.0.1:1").statusCode()).isEqualTo(403);
    assertThat(station.post(form, "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(station.post(form, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(station.post(form, "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
    assertThat(raw("GET /enrol HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(raw("GET /enrol HTTP/1.1\r\nConnection: close\r\n\r\n")).contains(" 4");
    assertThat(enrolled("origin")).isFalse();
    String own = "http://127.0.0.1:" + station.port();
    assertThat(
            station
                .post("do=open&variant=flange&view=origin&" + COPIED, "Origin", own)
                .statusCode())
        .isEqualTo(200);
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), station.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void bodies_are_bounded_and_other_methods_and_types_refused() throws Exception {
    assertThat(station.post("token=" + "x".repeat(70_000)).statusCode()).isEqualTo(413);
    assertThat(station.post("a=1&".repeat(600)).statusCode()).isEqualTo(400);
    assertThat(station.post("token=%zz").statusCode()).isEqualTo(400);
    HttpRequest.Builder json =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + station.port() + "/enrol"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(station.send(json).statusCode()).isEqualTo(415);
    assertThat(station.send(station.request("/enrol").DELETE()).statusCode()).isEqualTo(405);
    assertThat(
            station
                .send(station.request("/").POST(HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(405);
    assertThat(station.get("/enrolment").statusCode()).isIn(401, 404);
  }

  @Test
  void the_pages_say_what_a_browser_may_do_with_them() throws Exception {
    HttpResponse<String> page = station.get("/enrol");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
        .doesNotContain("script");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.body()).doesNotContain("<script").doesNotContain(EnrolStation.TOKEN);
  }

  @Test
  void a_program_enrols_with_the_token_in_a_header_and_two_at_once_are_refused() throws Exception {
    showGood("program", 4);
    String form = "do=enrol&variant=flange&view=program" + ids("program");
    HttpResponse<String> first =
        station.post(form, "Authorization", "Bearer " + EnrolStation.TOKEN);
    HttpResponse<String> second =
        station.post(form, "Authorization", "Bearer " + EnrolStation.TOKEN);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("are being made at this moment; wait until that is done");
    assertThat(result(first)).contains("flange/program has 4 golden frames");
  }

  @Tag("slow")
  @Test
  void frames_are_judged_while_golden_frames_are_made() throws Exception {
    showGood("meanwhile", 6);
    HttpResponse<String> begun =
        station.post("do=enrol&variant=flange&view=meanwhile&" + COPIED + ids("meanwhile"));
    int judged = 0;
    String cookie = cookie(begun);
    while (station.get("/enrol/progress", "Cookie", cookie).body().contains("<progress")) {
      station.judge("meanwhile", good());
      judged++;
    }
    assertThat(judged).isGreaterThan(3);
    assertThat(result(begun)).contains("has 6 golden frames");
  }

  @Test
  void pictures_that_are_no_longer_kept_are_said() throws Exception {
    showGood("gone", 2);
    assertThat(station.post("do=enrol&variant=flange&view=gone&" + COPIED).body())
        .contains("No picture is ticked");
    HttpResponse<String> gone =
        station.post("do=enrol&variant=flange&view=gone&frame=77&" + COPIED);
    assertThat(gone.statusCode()).isEqualTo(409);
    assertThat(gone.body()).contains("no longer kept");
    KeptFrame first = kept("gone").getFirst();
    Files.delete(first.file());
    assertThat(result(station.post("do=enrol&variant=flange&view=gone&" + COPIED + ids("gone"))))
        .contains("picture " + first.number() + " (", "no longer there; leave it out");
    assertThat(station.post("do=open&variant=x&view=y&" + COPIED).statusCode()).isEqualTo(400);
  }

  @Tag("slow")
  @Test
  void the_command_enrols_from_the_frames_of_the_running_station_which_takes_them_up()
      throws Exception {
    showGood("command", 8);
    station.show("command", scratched());
    station.show("command", Drawn.grey(320, 320));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = enrol(out, err, "--view", "command", "--last", "10");
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("left out: unlike the others, see " + kept("command").get(8).file())
        .contains("left out: shows no part: camera flat")
        .contains("enrolled flange/command from 8 golden frames")
        .contains("not taken, most suspicious")
        .contains("that lie over a golden frame pass, clear differences are rejected");
    await().until(() -> station.get("/").body().contains("flange/command: 8 golden frames"));
    assertThat(station.show("command", good())).isEqualTo("accept");
    assertThat(station.show("command", scratched())).isEqualTo("reject");

    String cap = kept("command").get(9).id();
    String first = kept("command").getFirst().id();
    assertThat(enrol(out, err, "--view", "command", "--with", cap, "--without", first))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("picture " + cap + " (", "shows no part", "nothing was changed");
    assertThat(enrol(out, err, "--view", "side")).isEqualTo(2);
    assertThat(err.toString()).contains("no frame of flange/side is kept");
  }

  private int enrol(StringWriter out, StringWriter err, String... more) {
    CommandLine line = EdgeMain.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[more.length + 3];
    all[0] = "enroll";
    all[1] = "--config";
    all[2] = station.config.toString();
    System.arraycopy(more, 0, all, 3, more.length);
    return line.execute(all);
  }
}
