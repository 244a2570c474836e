@NullMarked
package dev.andon.edge.escalation;

import org.jspecify.annotations.NullMarked;
