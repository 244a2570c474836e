package dev.andon.sandbox.soak;

/** One thing that goes wrong, and is right again some time later. */
sealed interface Incident {

  /** Whom it happens to: broker, hub, provider or a station's name. */
  String target();

  FaultKind kind();

  /** In words. */
  String word();

  /** Ended without a chance to clean up, and started again afterwards. */
  record Kill(String target) implements Incident {
    @Override
    public FaultKind kind() {
      return FaultKind.KILLS;
    }

    @Override
    public String word() {
      return "killed";
    }
  }

  /** Stopped where it stands: connections stay open, nothing is answered. */
  record Stall(String target) implements Incident {
    @Override
    public FaultKind kind() {
      return FaultKind.STALLS;
    }

    @Override
    public String word() {
      return "stalled";
    }
  }

  /** Its disk filled to the last byte. */
  record FullDisk(String target) implements Incident {
    @Override
    public FaultKind kind() {
      return FaultKind.DISKS;
    }

    @Override
    public String word() {
      return "disk full";
    }
  }

  /** The provider answers wrongly, or not at all. */
  record Answers(ProviderPhase phase) implements Incident {
    @Override
    public String target() {
      return "provider";
    }

    @Override
    public FaultKind kind() {
      return FaultKind.PROVIDER;
    }

    @Override
    public String word() {
      return phase.word();
    }
  }

  /** The cable between one client and the broker. */
  record Cable(String target, boolean halfOpen) implements Incident {
    @Override
    public FaultKind kind() {
      return FaultKind.LINK;
    }

    @Override
    public String word() {
      return halfOpen ? "link half-open" : "link cut";
    }
  }
}
