@NullMarked
package dev.andon.edge.uplink;

import org.jspecify.annotations.NullMarked;
