package dev.andon.edge.uplink;

/** How a connection ended, as far as it tells something about others. */
enum Ending {
  /** The broker said that another client came with our id. */
  TAKEN_OVER,
  /** The broker's end was closed, and no reason given. */
  HUNG_UP,
  /** The broker said that a message was too large for it, or used a code that means so. */
  TOO_LARGE,
  /** The broker gave another reason, or the network fell silent, or we left. */
  OTHER
}
