@NullMarked
package dev.andon.edge.actuation.plc;

import org.jspecify.annotations.NullMarked;
