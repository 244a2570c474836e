package dev.andon.sandbox.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.soak.audit.Check;
import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.FaultLine;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class CampaignPageTest {

  private static final long START = 1_795_000_000_000L;
  private static final SoakOptions OPTIONS =
      new SoakOptions(
          Duration.ofMinutes(10), 7, 3, Set.of(), SoakOptions.Broker.EMBEDDED, Path.of("bundle"));

  @Test
  void the_page_shows_sums_phases_checks_and_damage() {
    String page = page(report(List.of(kept(), broken())));

    assertThat(page)
        .contains("<h1>Andon soak: promises were broken</h1>")
        .contains("charged twice", "actuated twice", "unsignalled")
        .contains("<h2 id=\"hub-kills\">hub-kills</h2>")
        .contains("3 of 50 kill -9 of the hub", "not reached in its time")
        .contains("station-2 link cut, 4.0 s")
        .contains("log cut short")
        .contains("escalation=1 was &lt;b&gt;given&lt;/b&gt; away");
  }

  @Test
  void the_page_needs_nothing_from_elsewhere_and_runs_no_script() {
    assertThat(page(report(List.of(kept(), broken()))))
        .doesNotContain("<script", "http://", "https://", "@import", "url(");
  }

  @Test
  void names_are_shown_as_text_wherever_they_come_from() throws Exception {
    FaultLine hostile =
        new FaultLine("kills", "\"><script>", "<img src=x>", START + 1_000, START + 2_000);

    String page = page(report(List.of(phase(List.of(hostile), List.of(), List.of()))));

    assertThat(page).doesNotContain("<script", "<img").contains("&lt;img src=x&gt;");
    assertThat(picture(page).getElementsByTagName("rect").getLength()).isOne();
  }

  @Test
  void every_picture_is_well_formed_and_nothing_is_drawn_outside_of_it() throws Exception {
    Document picture = picture(page(report(List.of(broken()))));

    String[] box = picture.getDocumentElement().getAttribute("viewBox").split(" ", -1);
    var bars = picture.getElementsByTagName("rect");
    assertThat(bars.getLength()).isEqualTo(2);
    for (int i = 0; i < bars.getLength(); i++) {
      var bar = bars.item(i).getAttributes();
      double x = Double.parseDouble(bar.getNamedItem("x").getNodeValue());
      double width = Double.parseDouble(bar.getNamedItem("width").getNodeValue());
      assertThat(x).isNotNegative();
      assertThat(x + width).isLessThanOrEqualTo(Double.parseDouble(box[2]));
    }
    assertThat(picture.getElementsByTagName("path").getLength()).isEqualTo(3);
  }

  @Test
  void a_phase_of_which_nothing_was_written_down_has_no_picture() {
    PhaseReport empty =
        new PhaseReport(
            new CampaignPlan.Planned(PhaseKind.FULL_DISKS, 12, Duration.ofMinutes(6)),
            0,
            Duration.ofSeconds(3),
            List.of("full disks: small disks need root: no"),
            new PlantAudit(Map.of(), List.of()),
            new PhaseReport.Trace(List.of(), List.of(), List.of()));

    assertThat(page(report(List.of(empty))))
        .doesNotContain("<svg")
        .contains("left out: full disks")
        .contains("not everything was tried");
  }

  @Test
  void the_file_for_machines_has_the_sums_and_whether_everything_was_reached() {
    var json = report(List.of(kept(), broken())).toJson();

    assertThat(json.path("holds").asBoolean()).isFalse();
    assertThat(json.path("complete").asBoolean()).isFalse();
    assertThat(json.path("lost").asLong()).isEqualTo(1);
    assertThat(json.path("charged_twice").asLong()).isZero();
    assertThat(json.at("/phases/1/in_time").asBoolean()).isFalse();
    assertThat(json.at("/phases/1/damages/0/parts_hit").asLong()).isEqualTo(1);
    assertThat(json.at("/phases/1/faults/hub killed").asLong()).isEqualTo(1);
  }

  private static String page(CampaignReport report) {
    return CampaignPage.of(report).toString();
  }

  private static Document picture(String page) throws Exception {
    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static CampaignReport report(List<PhaseReport> phases) {
    return new CampaignReport(
        OPTIONS,
        CampaignPlan.of(List.of(PhaseKind.AGENT_KILLS, PhaseKind.HUB_KILLS), 1),
        "embedded broker",
        phases,
        Duration.ofMinutes(4));
  }

  private static PhaseReport kept() {
    return new PhaseReport(
        new CampaignPlan.Planned(PhaseKind.AGENT_KILLS, 100, Duration.ofMinutes(12)),
        100,
        Duration.ofSeconds(201),
        List.of(),
        new PlantAudit(Map.of("frames_drawn", 44L), List.of(check("lost", 0))),
        new PhaseReport.Trace(List.of(), List.of(), pulses(2)));
  }

  private static PhaseReport broken() {
    return phase(
        List.of(
            new FaultLine("kills", "killed", "hub", START - 9_000, START + 2_000),
            new FaultLine("link", "link cut", "station-2", START + 3_000, START + 7_000),
            new FaultLine("end", "ended", "all", START + 9_000, START + 99_000)),
        List.of(
            new DamageLine(
                START,
                "hub",
                "log cut short",
                900,
                List.of("part-1"),
                List.of(new UUID(0, 1)),
                "lost")),
        List.of(check("lost", 1)));
  }

  private static PhaseReport phase(
      List<FaultLine> faults, List<DamageLine> damages, List<Check> checks) {
    return new PhaseReport(
        new CampaignPlan.Planned(PhaseKind.HUB_KILLS, 50, Duration.ofMinutes(10)),
        3,
        Duration.ofSeconds(30),
        List.of(),
        new PlantAudit(Map.of(), checks),
        new PhaseReport.Trace(faults, damages, pulses(700)));
  }

  private static Check check(String name, long found) {
    return new Check(
        name,
        "nothing is lost",
        found,
        found == 0 ? List.of() : List.of("escalation=1 was <b>given</b> away"),
        Map.of("evicted_with_row", 2L));
  }

  private static List<PulseLine> pulses(int count) {
    List<PulseLine> pulses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pulses.add(new PulseLine(START + i * 1_000L, 2L * i, i, i % 50, i % 7));
    }
    return pulses;
  }
}
