@NullMarked
package dev.andon.edge.outbox;

import org.jspecify.annotations.NullMarked;
