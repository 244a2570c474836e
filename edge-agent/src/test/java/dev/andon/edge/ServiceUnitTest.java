package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the agent's systemd unit may not lose; {@code systemd-analyze security} rates it 1.9. */
class ServiceUnitTest {
  private static final List<String> SHUT =
      List.of(
          "User=andon",
          "NoNewPrivileges=yes",
          "ProtectSystem=strict",
          "ProtectHome=yes",
          "PrivateTmp=yes",
          "ProtectClock=yes",
          "ProtectHostname=yes",
          "ProtectKernelLogs=yes",
          "ProtectKernelModules=yes",
          "ProtectKernelTunables=yes",
          "ProtectControlGroups=yes",
          "ProtectProc=invisible",
          "RestrictNamespaces=yes",
          "RestrictRealtime=yes",
          "RestrictSUIDSGID=yes",
          "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
          "LockPersonality=yes",
          "CapabilityBoundingSet=",
          "SystemCallArchitectures=native",
          "SystemCallFilter=@system-service",
          "DevicePolicy=closed",
          "UMask=0027");

  private static Set<String> lines() throws IOException {
    String unit = "deploy/jetson/andon-agent.service";
    Path here = Path.of(unit);
    Path file = Files.exists(here) ? here : Path.of("..", unit);
    return new HashSet<>(Files.readAllLines(file));
  }

  @Test
  void the_agent_runs_shut_in() throws IOException {
    assertThat(lines()).containsAll(SHUT);
  }

  @Test
  void it_is_started_again_whatever_ended_it_and_held_within_its_memory() throws IOException {
    assertThat(lines()).contains("Restart=always", "MemoryMax=900M", "TasksMax=256");
  }

  /** In the locale C, which a unit has by itself, Java opens no file whose name is not ASCII. */
  @Test
  void its_locale_knows_the_characters_of_file_names() throws IOException {
    assertThat(lines()).contains("Environment=LC_ALL=C.UTF-8");
  }

  @Test
  void it_is_killed_and_restarted_when_it_hangs() throws IOException {
    assertThat(lines()).contains("Type=notify", "NotifyAccess=main", "WatchdogSec=60");
  }
}
