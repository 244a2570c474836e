/** What the commands of agent, hub and sandbox have in common. */
@NullMarked
package dev.andon.config.cli;

import org.jspecify.annotations.NullMarked;
