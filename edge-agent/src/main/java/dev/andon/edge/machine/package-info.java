/** What the computer that a station runs on says of itself. Read-only. */
@NullMarked
package dev.andon.edge.machine;

import org.jspecify.annotations.NullMarked;
