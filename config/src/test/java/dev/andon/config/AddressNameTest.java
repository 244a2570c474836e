package dev.andon.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "rtsp://10.0.0.7/line4 rtsp://10.0.0.7/line4",
        "rtsp://10.0.0.7:8554/a/b.sdp rtsp://10.0.0.7:8554/a/b.sdp",
        "RTSPS://cam-4.plant_2.local/Streaming/Channels/101 rtsps://cam-4.plant_2.local/Streaming/Channels/101",
        "rtsp://[fe80::1%eth0]:554/live rtsp://[fe80::1%eth0]:554/live",
        "tcp://127.0.0.1:1883 tcp://127.0.0.1:1883",
        "rtsp://kamera/línea4/ rtsp://kamera/línea4/",
        "rtsp://host/with%20blank rtsp://host/with%20blank",
        "https://mes.local/hooks/line-4?token=hunter2 https://mes.local/hooks/line-4",
        "rtsp://host/line4#hunter2 rtsp://host/line4",
        "rtsp://admin:hunter2@host/line4 rtsp://host/line4",
        "rtsp://admin@host/line4 rtsp://host/line4",
        "rtsp://admin:hun@ter2@host/line4 rtsp://host/line4",
        "rtsp://admin:p@hunter2/w0rd@host/line4 rtsp://host/line4",
        "rtsp://admin:hunter2/@host:554/line4 rtsp://host:554/line4",
        "rtsp://host/user=admin&password=hunter2&channel=1.sdp rtsp://host/***",
        "rtsp://host/live/user=admin;password=hunter2/1 rtsp://host/live/***/1",
        "rtsp://host/user%3Dadmin%26password%3dhunter2 rtsp://host/***",
        "rtsp://host/user%253Dadmin%2526password%253Dhunter2 rtsp://host/***",
        "rtsp://host/admin:hunter2/1 rtsp://host/***/1",
      })
  void a_name_says_where_and_nothing_that_opens_a_door(String address, String name) {
    assertThat(AddressName.of(address)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://admin:12?hunter2@host/line4",
        "rtsp://admin:12#hunter2@host/line4",
        "rtsp://adm?hunter2@host/line4",
        "rtsp://host/line4?password=p@hunter2",
        "rtsp://host/user=admin&password=p@hunter2&channel=1.sdp",
        "rtsp://host/user=admin&password=p@hunter2/1.sdp",
        "rtsp://admin:x/=y@hunter2@host/line4",
        "rtsp://admin:hunter2",
        "rtsp://admin:hunter2@",
        "rtsp://admin:hunter2 @ host /line4",
        "rtsp://host\nhunter2/line4",
        "rtsp://host\u0000hunter2/line4",
        "admin:hunter2@host/line4",
        "rtsp:admin:hunter2@host/line4",
        "://admin:hunter2@host/line4",
        "rt sp://hunter2",
        "hunter2",
        "",
      })
  void where_login_and_host_cannot_be_told_apart_neither_is_shown(String address) {
    assertThat(AddressName.of(address).text())
        .doesNotContain("hunter2", "admin", "\n", "\u0000")
        .endsWith("***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtsp://host/a\nb", "rtsp://host/a b", "rtsp://host/<script>"})
  void what_is_no_name_is_hidden_segment_by_segment(String address) {
    assertThat(AddressName.of(address)).hasToString("rtsp://host/***");
  }
}
