package dev.andon.hub;

import dev.andon.hub.ingest.station.AccessList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of a broker's configuration for one plant: listener, TLS, users and who may do what.
 * Pure.
 *
 * @param at the folder in which the broker finds the files
 * @param port of the listener
 * @param maxMessage largest message, bytes
 * @param certificates whether users are known by their certificates and not by passwords
 */
record BrokerFiles(AccessList access, Path at, int port, int maxMessage, boolean certificates) {
  /** Topic, properties and lengths around the payload. */
  private static final int HEADROOM = 64 << 10;

  /** By file name, in the order in which a person reads them. */
  Map<String, String> mosquitto() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("andon.conf", mosquittoConf());
    files.put("andon.acl", mosquittoAcl());
    return files;
  }

  private String mosquittoConf() {
    return """
        # mosquitto 2.0 for Andon. Put it into /etc/mosquitto/conf.d, or start mosquitto -c with it.
        # Written by ./andon broker-config; write it again when stations come or go.

        listener %1$d
        # The broker's certificate must name the host that stations and hub connect to.
        cafile %2$s/ca.pem
        certfile %2$s/server.pem
        keyfile %2$s/server.key
        tls_version tlsv1.2

        allow_anonymous false
        %3$s
        acl_file %2$s/andon.acl

        # What is queued survives a restart; what is lost in a crash is sent again by the stations.
        persistence true

        # The largest message of a station, and what waits for a client that is slow or away.
        message_size_limit %4$d
        max_packet_size %4$d
        max_inflight_messages 20
        max_queued_messages 1000
        max_queued_bytes 268435456
        """
        .formatted(port, at, mosquittoUsers(), maxMessage + HEADROOM);
  }

  private String mosquittoUsers() {
    return certificates
        ? """
        # Users are known by the common name (CN) of their certificates.
        require_certificate true
        use_identity_as_username true"""
        : "password_file " + at + "/andon.passwd\n" + passwordCommands();
  }

  private String passwordCommands() {
    return access.all().stream()
        .map(entry -> "#   mosquitto_passwd " + at + "/andon.passwd " + entry.user())
        .collect(
            Collectors.joining(
                "\n",
                "# Made with mosquitto_passwd; the first time with -c before the file:\n",
                ""));
  }

  private String mosquittoAcl() {
    return access.all().stream()
        .map(BrokerFiles::mosquittoEntry)
        .collect(
            Collectors.joining(
                "\n", "# Nobody may do what is not written here. ./andon broker-config\n\n", ""));
  }

  private static String mosquittoEntry(AccessList.Entry entry) {
    StringBuilder lines = new StringBuilder("user " + entry.user() + "\n");
    entry.mayWrite().forEach(filter -> lines.append("topic write ").append(filter).append('\n'));
    entry.mayRead().forEach(filter -> lines.append("topic read ").append(filter).append('\n'));
    return lines.toString();
  }

  /** By file name, in the order in which a person reads them. */
  Map<String, String> emqx() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("emqx-andon.conf", emqxConf());
    files.put("acl.conf", emqxAcl());
    return files;
  }

  private String emqxConf() {
    return """
        # EMQX 5 for Andon: append it to etc/emqx.conf.
        # Written by ./andon broker-config; write it again when stations come or go.

        listeners.tcp.default.enable = false
        listeners.ws.default.enable = false
        listeners.wss.default.enable = false
        listeners.ssl.default {
          bind = "0.0.0.0:%1$d"
          ssl_options {
            # The broker's certificate must name the host that stations and hub connect to.
            cacertfile = "%2$s/ca.pem"
            certfile = "%2$s/server.pem"
            keyfile = "%2$s/server.key"
            versions = ["tlsv1.3", "tlsv1.2"]
            %3$s
          }
        }

        %4$s

        authorization {
          no_match = deny
          deny_action = ignore
          sources = [{type = file, enable = true, path = "%2$s/acl.conf"}]
        }

        # The largest message of a station, and what waits for a client that is slow or away.
        mqtt {
          max_packet_size = %5$dKB
          max_inflight = 32
          max_mqueue_len = 1000
          %6$s
        }
        """
        .formatted(
            port,
            at,
            certificates
                ? "verify = verify_peer\n    fail_if_no_peer_cert = true"
                : "verify = verify_none",
            certificates ? "authentication = []" : emqxPasswords(),
            (maxMessage + HEADROOM + 1_023) / 1_024,
            certificates ? "peer_cert_as_username = cn" : "");
  }

  private String emqxPasswords() {
    return access.all().stream()
        .map(entry -> "#   " + entry.user())
        .collect(
            Collectors.joining(
                "\n",
                """
                authentication = [{
                  mechanism = password_based
                  backend = built_in_database
                  user_id_type = username
                }]
                # Users to make in the dashboard (Access Control, Authentication):
                """,
                ""));
  }

  private String emqxAcl() {
    return access.all().stream()
        .map(BrokerFiles::emqxEntry)
        .collect(
            Collectors.joining(
                "",
                "%% Nobody may do what is not written here. ./andon broker-config\n",
                "{deny, all}.\n"));
  }

  private static String emqxEntry(AccessList.Entry entry) {
    return emqxRule(entry.user(), "publish", entry.mayWrite())
        + emqxRule(entry.user(), "subscribe", entry.mayRead());
  }

  private static String emqxRule(String user, String action, List<String> filters) {
    return filters.stream()
        .map(filter -> '"' + filter + '"')
        .collect(
            Collectors.joining(
                ", ", "{allow, {username, \"%s\"}, %s, [".formatted(user, action), "]}.\n"));
  }
}
